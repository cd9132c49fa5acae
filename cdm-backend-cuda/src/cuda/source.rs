//! The text of a module: what its kernels share, and the kernels, each of which is there once.

use std::collections::HashMap;
use std::fmt::Write;

/// What all kernels may use.
const SHARED: [&str; 5] = [
    include_str!("kernels/prelude.cuh"),
    include_str!("kernels/rows.cuh"),
    include_str!("kernels/sums.cuh"),
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
    pub(super) fn text(self) -> &'static str {
        match self {
            Pointer::Read => "const float*",
            Pointer::Index => "const u32*",
            Pointer::Write => "float*",
        }
    }

    /// Is something written there?
    pub(super) fn writes(self) -> bool {
        match self {
            Pointer::Read | Pointer::Index => false,
            Pointer::Write => true,
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
            let (name, parameters) = (Self::name(number), kernel.parameters.text());
            // Writing to a string does not fail.
            let _ = write!(source, "\nKERNEL {name}({parameters}) {{\n{}}}\n", kernel.body);
        }
        source
    }

    /// Functions `call_…` for a host compiler: they call kernels with arguments behind pointers, as a launch passes them.
    pub(super) fn host_calls(&self) -> String {
        let mut source = String::new();
        for (number, kernel) in self.list.iter().enumerate() {
            let (name, arguments) = (Self::name(number), kernel.parameters.behind_pointers());
            let _ = writeln!(source, "extern \"C\" void call_{name}(void** a) {{ {name}({arguments}); }}");
        }
        source
    }
}
