//! A trained classifier of digits and a small denoiser, each one constant, and the mathematics of diffusion over them,
//! without std and without an allocator: what a microcontroller would run, linked for the host so that its output can
//! be compared. With any argument it prints what a score costs instead.
#![no_std]
#![no_main]

mod measure;
mod scene;

use cdm_core::embedded::{Aligned, EmbeddedError, Image, Sizes, Storage};
use core::ffi::{c_char, c_int, c_void};
use core::fmt::{self, Write};

#[link(name = "c")]
unsafe extern "C" {
    fn write(file: c_int, bytes: *const c_void, count: usize) -> isize;
    fn abort() -> !;
}

/// Standard output, unbuffered.
struct Stdout;

impl Write for Stdout {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut bytes = text.as_bytes();
        while !bytes.is_empty() {
            // SAFETY: the pointer and the length are those of a slice that lives during the call.
            let written = unsafe { write(1, bytes.as_ptr().cast(), bytes.len()) };
            bytes = usize::try_from(written).ok().filter(|&n| n > 0).and_then(|n| bytes.get(n..)).ok_or(fmt::Error)?;
        }
        Ok(())
    }
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    let _ = writeln!(Stdout, "{info}");
    // SAFETY: takes no arguments and never returns.
    unsafe { abort() }
}

/// Tables for unwinding, which the compiled `core` has for hosts, refer to this; nothing here unwinds.
#[unsafe(no_mangle)]
pub extern "C" fn rust_eh_personality() {}

/// Trained on `digits`; can score. See docs/embedded.md for the commands.
static DIGITS: &Aligned<[u8]> = &Aligned(*include_bytes!("../digits.cdm"));
/// First weights of a network of two numbers; can denoise. The test `embedded_consumer` of the main workspace writes it.
static TINY: &Aligned<[u8]> = &Aligned(*include_bytes!("../tiny.cdm"));
/// Images that training never saw, one byte a grey value.
static HELD_OUT: &[u8] = include_bytes!("../held_out.bin");

const LARGE: Sizes = Sizes::of(&DIGITS.0);
const SMALL: Sizes = Sizes::of(&TINY.0);

static mut LARGE_STORAGE: Storage<'static, { LARGE.nodes }, { LARGE.inputs }, { LARGE.arena }> = Storage::new();
static mut SMALL_STORAGE: Storage<'static, { SMALL.nodes }, { SMALL.inputs }, { SMALL.arena }> = Storage::new();
/// Scratch of the mathematics.
static mut SCRATCH: [f32; scene::DIGITS_SCRATCH] = [0.0; scene::DIGITS_SCRATCH];

/// Entry point, called by C's start-up code.
#[unsafe(no_mangle)]
pub extern "C" fn main(count: c_int, _arguments: *const *const c_char) -> c_int {
    match run(count > 1) {
        Ok(()) => 0,
        Err(error) => {
            let _ = writeln!(Stdout, "{error}");
            1
        }
    }
}

fn run(measured: bool) -> Result<(), scene::Failure<EmbeddedError>> {
    let (large, small, scratch) = (&raw mut LARGE_STORAGE, &raw mut SMALL_STORAGE, &raw mut SCRATCH);
    // SAFETY: there is one thread, and `run` is called once: these are the only references.
    let (large, small, scratch) = unsafe { (&mut *large, &mut *small, &mut *scratch) };
    let image = Image::open(&DIGITS.0)?;
    let digits = image.classifier(large)?;
    if measured {
        return measure::report(&digits, image.units(), HELD_OUT, scratch, &mut Stdout);
    }
    scene::digits(&digits, image.units(), HELD_OUT, scratch, &mut Stdout)?;
    scene::report(&Image::open(&TINY.0)?.classifier(small)?, scratch, &mut Stdout)
}
