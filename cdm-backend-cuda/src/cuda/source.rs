//! The text of a module: what its kernels share, and the kernels, each of which is there once.

use super::device::{KernelSource, ModuleSource};
use std::collections::HashMap;

/// What kernels may use, and by which words in a kernel's body one sees that it does; what all use has none.
pub(super) const SHARED: [(&str, &[&str]); 5] = [
    (include_str!("kernels/prelude.cuh"), &[]),
    (include_str!("kernels/rows.cuh"), &["softmax<", "log_sum_exp<", "running_sum<"]),
    (include_str!("kernels/sums.cuh"), &["sum_by_", "add_parts("]),
    (include_str!("kernels/products.cuh"), &["product<"]),
    (include_str!("kernels/random.cuh"), &["random_numbers<"]),
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
    /// Numbers to read, in bf16.
    ReadHalf,
    /// Numbers to write, in bf16.
    WriteHalf,
}

impl Pointer {
    fn text(self) -> &'static str {
        match self {
            Pointer::Read => "const float*",
            Pointer::Index => "const u32*",
            Pointer::Write => "float*",
            Pointer::ReadHalf => "const bf16*",
            Pointer::WriteHalf => "bf16*",
        }
    }

    /// The same, to numbers in bf16.
    pub(super) fn half(self) -> Self {
        match self {
            Pointer::Read => Pointer::ReadHalf,
            Pointer::Write => Pointer::WriteHalf,
            other => other,
        }
    }
}

/// A kernel: its pointers, called `p0`, `p1`, …, and its body, which also knows the number of `samples`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Kernel {
    pub(super) pointers: Vec<Pointer>,
    pub(super) body: String,
}

impl Kernel {
    fn source(&self) -> KernelSource {
        let pointers = || self.pointers.iter().map(|pointer| pointer.text()).enumerate();
        let parameters: String = pointers().map(|(at, text)| format!("{text} p{at}, ")).collect();
        let arguments: String = pointers().map(|(at, text)| format!("*({text}*)a[{at}], ")).collect();
        KernelSource {
            definition: format!("({parameters}u32 samples) {{\n{}}}", self.body),
            host_arguments: format!("{arguments}*(u32*)a[{}]", self.pointers.len()),
        }
    }
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

    /// The module's source.
    pub(super) fn module(&self) -> ModuleSource {
        ModuleSource { kernels: self.list.iter().map(Kernel::source).collect() }
    }
}
