//! The text of a module: what its kernels share, and the kernels, each of which is there once.

use super::device::{KernelSource, ModuleSource};
use std::collections::HashMap;

/// What kernels may use, and by which words in a kernel's body one sees that it does; what all use has none.
pub(super) const SHARED: [(&str, &[&str]); 6] = [
    (include_str!("kernels/prelude.cuh"), &[]),
    (include_str!("kernels/rows.cuh"), &["softmax<", "log_sum_exp<", "running_sum<"]),
    (include_str!("kernels/sums.cuh"), &["sum_by_", "add_parts("]),
    (include_str!("kernels/passes.cuh"), &["add_lanes<", "add_rows("]),
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
    pub(super) fn text(self) -> &'static str {
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

    /// Do numbers in bf16 lie there?
    pub(super) fn is_half(self) -> bool {
        matches!(self, Pointer::ReadHalf | Pointer::WriteHalf)
    }

    /// Is something written there?
    pub(super) fn writes(self) -> bool {
        match self {
            Pointer::Read | Pointer::ReadHalf | Pointer::Index => false,
            Pointer::Write | Pointer::WriteHalf => true,
        }
    }
}

/// What a kernel takes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Parameters {
    /// Pointers called `p0`, `p1`, …, and the number of `samples`.
    Each(Vec<Pointer>),
    /// So many addresses and the number of samples, as one argument called `all`.
    Joint(usize),
}

impl Parameters {
    fn text(&self) -> String {
        match self {
            Parameters::Each(pointers) => {
                let pointers = pointers.iter().enumerate();
                pointers.map(|(at, pointer)| format!("{} p{at}, ", pointer.text())).collect::<String>() + "u32 samples"
            }
            Parameters::Joint(count) => format!("const __grid_constant__ Joint<{count}> all"),
        }
    }

    /// The same behind pointers `a`, as a launch passes them: what is one argument lies at the first and behind.
    fn behind_pointers(&self) -> String {
        match self {
            Parameters::Each(pointers) => {
                let numbered = pointers.iter().enumerate();
                let each: String = numbered.map(|(at, pointer)| format!("*({}*)a[{at}], ", pointer.text())).collect();
                format!("{each}*(u32*)a[{}]", pointers.len())
            }
            Parameters::Joint(count) => format!("*(Joint<{count}>*)a[0]"),
        }
    }
}

/// A kernel.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Kernel {
    pub(super) parameters: Parameters,
    pub(super) body: String,
}

impl Kernel {
    fn source(&self) -> KernelSource {
        KernelSource {
            definition: format!("({}) {{\n{}}}", self.parameters.text(), self.body),
            host_arguments: self.parameters.behind_pointers(),
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
