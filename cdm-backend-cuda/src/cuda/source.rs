//! The text of a module: what its kernels share, and the kernels, each of which is there once.

use std::collections::HashMap;
use std::fmt::Write;

/// What all kernels may use.
const SHARED: [&str; 6] = [
    include_str!("kernels/prelude.cuh"),
    include_str!("kernels/rows.cuh"),
    include_str!("kernels/sums.cuh"),
    include_str!("kernels/passes.cuh"),
    include_str!("kernels/products.cuh"),
    include_str!("kernels/random.cuh"),
];

/// A pointer that a kernel takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Pointer {
    /// Numbers to read.
    Read,
    /// Indices to read.
    Index,
    /// Numbers to write.
    Write,
}

impl Pointer {
    fn text(self) -> &'static str {
        match self {
            Pointer::Read => "const float*",
            Pointer::Index => "const u32*",
            Pointer::Write => "float*",
        }
    }
}

/// A kernel: its pointers, called `p0`, `p1`, …, and its body, which also knows the number of `samples`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Kernel {
    pub(super) pointers: Vec<Pointer>,
    pub(super) body: String,
}

/// The kernels of a module.
#[derive(Clone, Debug, Default)]
pub(super) struct Kernels {
    list: Vec<Kernel>,
    numbers: HashMap<Kernel, usize>,
}

impl Kernels {
    /// The number of a kernel, which is new or there already.
    pub(super) fn number(&mut self, kernel: Kernel) -> usize {
        *self.numbers.entry(kernel).or_insert_with_key(|kernel| {
            self.list.push(kernel.clone());
            self.list.len() - 1
        })
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The name of a kernel in the source.
    pub(super) fn name(number: usize) -> String {
        format!("k{number}")
    }

    /// The module's source.
    pub(super) fn source(&self) -> String {
        let mut source = SHARED.join("\n");
        for (number, kernel) in self.list.iter().enumerate() {
            let pointers = kernel.pointers.iter().enumerate();
            let arguments: String = pointers.map(|(at, pointer)| format!("{} p{at}, ", pointer.text())).collect();
            // Writing to a string does not fail.
            let name = Self::name(number);
            let _ = write!(source, "\nKERNEL {name}({arguments}u32 samples) {{\n{}}}\n", kernel.body);
        }
        source
    }

    /// Functions `call_…` for a host compiler: they call kernels with arguments behind pointers, as a launch passes them.
    pub(super) fn host_calls(&self) -> String {
        let mut source = String::new();
        for (number, kernel) in self.list.iter().enumerate() {
            let pointers = kernel.pointers.iter().enumerate();
            let arguments: String = pointers.map(|(at, p)| format!("*({}*)a[{at}], ", p.text())).collect();
            let (name, last) = (Self::name(number), kernel.pointers.len());
            let _ =
                writeln!(source, "extern \"C\" void call_{name}(void** a) {{ {name}({arguments}*(u32*)a[{last}]); }}");
        }
        source
    }
}
