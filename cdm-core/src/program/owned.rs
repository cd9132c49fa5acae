//! A program that owns its tables.

use super::{Input, Name, Node, Output, ProgramError, ProgramRef, Role, Section, Update, ValueId, ValueType};
use alloc::string::String;
use alloc::vec::Vec;

/// A program that owns its tables; [`Program::as_ref`] lends them.
///
/// Two programs are equal if their nodes, inputs, outputs and updates are, with names compared as text: where a name
/// lies in the table of names does not matter.
#[derive(Clone, Debug, Default)]
pub struct Program {
    pub(super) nodes: Vec<Node>,
    pub(super) inputs: Vec<Input>,
    pub(super) outputs: Vec<Output>,
    pub(super) updates: Vec<Update>,
    pub(super) names: String,
}

impl PartialEq for Program {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.as_ref(), other.as_ref());
        let input = |x: &Input, y: &Input| x.role == y.role && x.ty == y.ty && a.name(x.name) == b.name(y.name);
        let output = |x: &Output, y: &Output| x.value == y.value && a.name(x.name) == b.name(y.name);
        a.nodes == b.nodes
            && a.updates == b.updates
            && (a.inputs.len(), a.outputs.len()) == (b.inputs.len(), b.outputs.len())
            && a.inputs.iter().zip(b.inputs).all(|(x, y)| input(x, y))
            && a.outputs.iter().zip(b.outputs).all(|(x, y)| output(x, y))
    }
}

impl Program {
    /// Lends the tables.
    pub fn as_ref(&self) -> ProgramRef<'_> {
        ProgramRef {
            nodes: &self.nodes,
            inputs: &self.inputs,
            outputs: &self.outputs,
            updates: &self.updates,
            names: &self.names,
        }
    }

    /// Checks and owns a copy of borrowed tables.
    ///
    /// # Errors
    /// As [`ProgramRef::verify`].
    pub fn from_ref(program: ProgramRef<'_>) -> Result<Self, ProgramError> {
        program.verify()?;
        Ok(Self {
            nodes: program.nodes.to_vec(),
            inputs: program.inputs.to_vec(),
            outputs: program.outputs.to_vec(),
            updates: program.updates.to_vec(),
            names: program.names.into(),
        })
    }

    /// Names and types of the inputs of one role, in the order in which a caller passes them.
    pub fn inputs(&self, role: Role) -> impl Iterator<Item = (&str, ValueType)> {
        self.as_ref().inputs_of(role).map(|(_, input)| (self.as_ref().name(input.name), input.ty))
    }

    /// Names and types of the outputs, in the order in which a caller passes their buffers.
    pub fn outputs(&self) -> impl Iterator<Item = (&str, ValueType)> {
        self.outputs.iter().map(|output| (self.as_ref().name(output.name), self.nodes[output.value.index()].ty))
    }

    /// Number of nodes that run in a section.
    pub fn count(&self, section: Section) -> usize {
        self.nodes.iter().filter(|node| node.section == section).count()
    }

    /// The same program with every real value as an output, named by its number, and without updates.
    #[cfg(feature = "dev")]
    pub(crate) fn watched(&self) -> Self {
        let mut program = Self { outputs: Vec::new(), updates: Vec::new(), ..self.clone() };
        for (at, node) in self.nodes.iter().enumerate() {
            if node.ty.dtype != super::Dtype::Index {
                let name = program.intern(&alloc::format!("%{at}"));
                program.outputs.push(Output { name, value: ValueId(at as u32) });
            }
        }
        program
    }

    /// The same program with narrow values wide and wide ones narrow.
    #[cfg(feature = "dev")]
    pub(crate) fn with_dtypes_exchanged(&self) -> Self {
        use super::Dtype;
        let exchange = |ty: &mut ValueType| {
            ty.dtype = match ty.dtype {
                Dtype::Narrow => Dtype::Wide,
                Dtype::Wide => Dtype::Narrow,
                Dtype::Index => Dtype::Index,
            };
        };
        let mut program = self.clone();
        program.inputs.iter_mut().for_each(|input| exchange(&mut input.ty));
        program.nodes.iter_mut().for_each(|node| exchange(&mut node.ty));
        program
    }

    pub(super) fn intern(&mut self, text: &str) -> Name {
        let start = self.names.len() as u32;
        self.names.push_str(text);
        Name { start, len: text.len() as u32 }
    }

    pub(super) fn ty(&self, value: ValueId) -> ValueType {
        self.nodes[value.index()].ty
    }
}
