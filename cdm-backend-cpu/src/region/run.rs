//! How a region runs.

#[cfg(target_arch = "x86_64")]
use super::kernel::{Args, MOST};
use super::{Instruction, Loc, Pass, Pointer, Region, Slot, Small, Spreading, Summing};
use crate::element::Element;
use crate::simd::Task;
use crate::spread;
use std::ops::Range;

/// Numbers in the rows that a kernel takes at a time: few enough for first-level cache.
#[cfg(target_arch = "x86_64")]
const ROWS: usize = 2048;

/// Chunks whose numbers are added one after the other before they join what has been added up: errors of rounding grow with the
/// length of running sums.
const RUN: usize = 32;

/// A region's work for some samples, or for a range of its numbers.
pub(super) struct RegionTask<'a, E> {
    pub(super) region: &'a Region<E>,
    pub(super) samples: usize,
    /// Samples that are taken together.
    pub(super) together: usize,
    pub(super) range: Range<usize>,
    pub(super) registers: *mut E,
    pub(super) small: *mut E,
    pub(super) memory: &'a [Pointer<E>],
}

impl<E: Element> Task for RegionTask<'_, E> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let region = self.region;
        for (register, &value) in region.constants.iter().enumerate() {
            self.register(register).fill(value);
        }
        // Loops, not closures: those would be compiled for the narrowest instruction set.
        for &(view, register) in &region.hoisted {
            self.fill(view, register, 0);
        }
        for sample in 0..self.samples {
            for pass in &region.passes {
                for &(view, register) in &pass.hoisted {
                    self.fill(view, register, sample);
                }
                for (sum, register) in &pass.sums {
                    self.begin(sum, *register, sample);
                }
                #[cfg(target_arch = "x86_64")]
                let from = self.rows(pass, sample);
                #[cfg(not(target_arch = "x86_64"))]
                let from = self.range.start;
                for (number, start) in (from..self.range.end).step_by(region.chunk).enumerate() {
                    let len = region.chunk.min(self.range.end - start);
                    for &stream in &pass.streams {
                        self.prefetch(stream, sample, start + len);
                    }
                    self.chunk::<FMA>(&pass.code, sample, start, len);
                    if (number + 1) % RUN == 0 {
                        self.fold_all(pass, sample);
                    }
                }
                self.fold_all(pass, sample);
                for small in &pass.small {
                    self.small::<FMA>(small, sample);
                }
            }
        }
    }
}

impl<'a, E: Element> RegionTask<'a, E> {
    /// The part of a register that is used at all.
    #[inline(always)]
    fn register(&self, register: usize) -> &'a mut [E] {
        let len = self.region.chunk.min(self.range.len());
        // SAFETY: registers are `stride` numbers each, within the scratch memory; nothing else is made of this one while its caller
        // uses it.
        unsafe { std::slice::from_raw_parts_mut(self.registers.add(register * self.region.stride()), len) }
    }

    /// A small value.
    #[inline(always)]
    fn slot(&self, slot: Slot, len: usize, sample: usize) -> *mut [E] {
        // SAFETY: a value in memory has `len` numbers for this sample, as the caller of `Region::run` vouches; scratch memory has room
        // for all small values.
        let at = unsafe {
            match slot {
                Slot::Memory(at) => self.memory[at].0.add(self.region.memory[at].step * sample),
                Slot::Scratch(offset) => self.small.add(offset),
            }
        };
        std::ptr::slice_from_raw_parts_mut(at, len)
    }

    /// Asks for the next chunk of a value in memory, whose short runs the machine's own prefetching comes too late for.
    #[inline(always)]
    fn prefetch(&self, stream: usize, sample: usize, start: usize) {
        let from = self.memory[stream].0.wrapping_add(self.region.memory[stream].step * sample + start);
        for offset in (0..self.region.chunk).step_by(64 / size_of::<E>()) {
            crate::simd::prefetch(from.wrapping_add(offset));
        }
    }

    /// Repeats a small value in a register, from the beginning of the range.
    #[inline(always)]
    fn fill(&self, view: usize, register: usize, sample: usize) {
        let spreading = &self.region.views[view];
        let (small, register, start) = (self.spread(spreading, sample), self.register(register), self.range.start);
        match spreading.view.repeats() {
            Some((count, each)) if start.is_multiple_of(count * each) && register.len() >= count * each => {
                spread::repeat(&small[..count], each, &mut register[..count * each]);
                // One period, then copies of what is there: a whole number of periods until the last copy.
                let mut done = count * each;
                while done < register.len() {
                    let more = done.min(register.len() - done);
                    register.copy_within(0..more, done);
                    done += more;
                }
            }
            _ => spreading.view.fill(small, start, register),
        }
    }

    /// The small value that is repeated.
    #[inline(always)]
    fn spread(&self, spreading: &Spreading, sample: usize) -> &'a [E] {
        let len = if spreading.of_batch { spreading.len * self.together } else { spreading.len };
        // SAFETY: `slot` gives memory of this length, which is only read while the slice is used.
        unsafe { &*self.slot(spreading.small, len, sample).cast_const() }
    }

    /// Runs a pass's kernel on all whole rows; returns where they end.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn rows(&self, pass: &Pass<E>, sample: usize) -> usize {
        let (region, start) = (self.region, self.range.start);
        let rows = self.range.len() / region.period;
        let Some(kernel) = pass.kernel.as_ref() else { return start };
        let aligned = kernel.canonical.rows.is_empty() || start.is_multiple_of(region.period);
        let Some(function) = kernel.function().filter(|_| rows > 0 && aligned) else { return start };
        let canonical = &kernel.canonical;
        let mut args = Args {
            wide: [std::ptr::null_mut(); MOST],
            spreads: [std::ptr::null(); MOST],
            sums: [std::ptr::null_mut(); MOST],
            constants: canonical.constants.as_ptr(),
            rows: [std::ptr::null(); MOST],
            period: region.period,
        };
        for (slot, &at) in args.wide.iter_mut().zip(&canonical.wide) {
            *slot = self.memory[at].0.wrapping_add(region.memory[at].step * sample);
        }
        for (slot, &register) in args.spreads.iter_mut().zip(&canonical.spreads) {
            *slot = self.registers.wrapping_add(register * region.stride());
        }
        for (slot, &register) in args.sums.iter_mut().zip(&canonical.sums) {
            *slot = self.registers.wrapping_add(register * region.stride());
        }
        for (slot, &view) in args.rows.iter_mut().zip(&canonical.rows) {
            *slot = self.spread(&region.views[view], sample).as_ptr();
        }
        let block = (ROWS / region.period).clamp(8, 64);
        for (number, first) in (0..rows).step_by(block).enumerate() {
            // SAFETY: the thread's instruction set is the function's. The kernel reads and writes a period of registers, which have
            // at least one, and whole rows within the range of values in memory, as the caller of `Region::run` vouches.
            unsafe { function(&args, start + first * region.period, block.min(rows - first)) };
            if (number + 1) % RUN == 0 {
                self.fold_all(pass, sample);
            }
        }
        start + rows * region.period
    }

    #[inline(always)]
    fn begin(&self, sum: &Summing, register: usize, sample: usize) {
        self.register(register).fill(E::zero());
        if !sum.accumulate {
            // SAFETY: `slot` gives memory of this length, the sum's own.
            unsafe { (*self.slot(sum.out, sum.len, sample)).fill(E::zero()) };
        }
    }

    #[inline(always)]
    fn fold_all(&self, pass: &Pass<E>, sample: usize) {
        for (sum, register) in &pass.sums {
            self.fold(sum, *register, sample);
        }
    }

    /// Adds what a sum's register holds to the sum.
    #[inline(always)]
    fn fold(&self, sum: &Summing, register: usize, sample: usize) {
        let register = self.register(register);
        // SAFETY: `slot` gives memory of this length, the sum's own.
        let out = unsafe { &mut *self.slot(sum.out, sum.len, sample) };
        match sum.view.repeats() {
            // Few periods, as kernels leave them.
            Some((count, each)) if register.len() <= 4 * count * each => {
                let (first, others) = register.split_at_mut((count * each).min(register.len()));
                for other in others.chunks_exact(first.len()) {
                    spread::add(other, first);
                }
                spread::gather(first, each, out);
            }
            _ => spread::sum(&sum.view, register, out),
        }
        register.fill(E::zero());
    }

    #[inline(always)]
    fn small<const FMA: bool>(&self, small: &Small<E>, sample: usize) {
        // SAFETY: `slot` gives memory of this length; what is computed lies apart from its operands.
        let (read, write) = unsafe {
            (
                |slot: Slot, len: usize| &*self.slot(slot, len, sample).cast_const(),
                |slot: Slot, len: usize| &mut *self.slot(slot, len, sample),
            )
        };
        match *small {
            Small::Compute { code, operands, out, len } => {
                let [a, b, c] = operands;
                code.apply::<FMA>([read(a, len), read(b, len), read(c, len)], write(out, len));
            }
            Small::Fill { value, out, len } => write(out, len).fill(value),
            Small::Spread { view, small, small_len, out, len } => view.fill(read(small, small_len), 0, write(out, len)),
        }
    }

    #[inline(always)]
    fn chunk<const FMA: bool>(&self, code: &[Instruction<E>], sample: usize, start: usize, len: usize) {
        let region = self.region;
        let at = |loc: Loc| match loc {
            // SAFETY: registers are `stride` numbers each, within the scratch memory; a value's numbers `start..start + len` of
            // this sample lie within its memory, as the caller of `Region::run` vouches.
            Loc::Register(register) => unsafe { self.registers.add(register * region.stride()) },
            // SAFETY: as above.
            Loc::Memory(at) => unsafe { self.memory[at].0.add(region.memory[at].step * sample + start) },
        };
        // SAFETY: `len` numbers lie at each place (above), and nothing that is read is written by the same instruction.
        let read = |loc: Loc| unsafe { std::slice::from_raw_parts(at(loc), len) };
        for instruction in code {
            match *instruction {
                Instruction::Compute { code, operands, out } => {
                    // SAFETY: `len` numbers lie there (above). The output is a register that no live operand holds or a stored value,
                    // so it overlaps no operand.
                    let out = unsafe { std::slice::from_raw_parts_mut(at(out), len) };
                    let [a, b, c] = operands;
                    code.apply::<FMA>([read(a), read(b), read(c)], out);
                }
                Instruction::Spread { view, register } => {
                    let spreading = &region.views[view];
                    // The register is free.
                    spreading.view.fill(self.spread(spreading, sample), start, &mut self.register(register)[..len]);
                }
                Instruction::Add { of, register } => {
                    spread::add(read(of), &mut self.register(register)[..len]);
                }
                Instruction::AddProduct { of: [a, b], register } => {
                    let (a, b) = (read(a), read(b));
                    let sums = &mut self.register(register)[..len];
                    for i in 0..len {
                        sums[i] = a[i].fma::<FMA>(b[i], sums[i]);
                    }
                }
            }
        }
    }
}
