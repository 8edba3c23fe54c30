//! The rest: every late function, with the first piece's memory, tables, globals and functions.

use std::collections::HashMap;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, Function, FunctionSection,
    GlobalType, ImportSection, Instruction, Module, StartSection, TypeSection, ValType,
};
use wasmparser::{Parser, Payload};

use super::data::{self, Data};
use super::division::{Division, count};
use super::names;
use super::source::{Source, lost, unreadable};
use crate::failure::{Failure, Outcome};

/// Writes the rest.
pub(super) fn rest(source: &Source, division: &Division, data: &Data) -> Outcome<Vec<u8>> {
    let late = source.own().filter(|(function, _)| !division.early(*function));
    let late: Vec<u32> = late.map(|(function, _)| function).collect();
    let order = division.shared.iter().chain(&late).copied();
    let mut writer = Rest { new: order.zip(0..).collect(), late, source, division, data };
    writer.module().map_err(unreadable)
}

struct Rest<'a> {
    source: &'a Source<'a>,
    division: &'a Division,
    data: &'a Data<'a>,
    /// The module's functions that are written here, in order.
    late: Vec<u32>,
    /// The index in this piece of each function that it holds or imports.
    new: HashMap<u32, u32>,
}

type Result<T = ()> = std::result::Result<T, reencode::Error<Failure>>;

impl Reencode for Rest<'_> {
    type Error = Failure;

    fn function_index(&mut self, function: u32) -> Result<u32> {
        self.new.get(&function).copied().ok_or_else(|| lost(function))
    }
}

impl Rest<'_> {
    fn module(&mut self) -> Result<Vec<u8>> {
        let mut types = TypeSection::new();
        let mut imports = ImportSection::new();
        for (index, function) in self.division.shared.iter().enumerate() {
            let kind = EntityType::Function(self.source.kind_of(*function));
            imports.import(names::FIRST, &names::function(index), kind);
        }
        for payload in Parser::new(0).parse_all(self.source.bytes) {
            match payload? {
                Payload::TypeSection(own) => self.parse_type_section(&mut types, own)?,
                Payload::TableSection(own) => self.import_tables(&mut imports, own)?,
                Payload::MemorySection(own) => {
                    for memory in own {
                        let kind = self.memory_type(memory?)?;
                        imports.import(names::FIRST, names::MEMORY, kind);
                    }
                }
                Payload::GlobalSection(own) => self.import_globals(&mut imports, own)?,
                _ => {}
            }
        }
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        for function in &self.late {
            functions.function(self.source.kind_of(*function));
        }
        functions.function(count(self.source.types.len()));
        let start = count(self.division.shared.len() + self.late.len());
        let elements = self.elements()?;
        let code = self.code()?;
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions);
        module.section(&StartSection { function_index: start });
        module.section(&elements).section(&code).section(&data::section(&self.data.rest));
        Ok(module.finish())
    }

    fn import_tables(
        &mut self,
        imports: &mut ImportSection,
        own: wasmparser::TableSectionReader<'_>,
    ) -> Result {
        for (index, table) in (0..).zip(own) {
            let kind = self.division.widened(index, self.table_type(table?.ty)?);
            imports.import(names::FIRST, &names::table(index), kind);
        }
        Ok(())
    }

    fn import_globals(
        &mut self,
        imports: &mut ImportSection,
        own: wasmparser::GlobalSectionReader<'_>,
    ) -> Result {
        for (index, global) in (0..).zip(own) {
            let kind = self.global_type(global?.ty)?;
            imports.import(names::FIRST, &names::global(index), kind);
        }
        let arrived = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        imports.import(names::FIRST, &names::global(self.source.globals), arrived);
        Ok(())
    }

    /// The doors' functions behind the table's own, and each late function in every place where
    /// the first piece had put its door.
    fn elements(&mut self) -> Result<ElementSection> {
        let mut elements = ElementSection::new();
        let mut doors = Vec::new();
        for function in &self.division.doors {
            doors.push(self.function_index(*function)?);
        }
        let first_place = self.division.first_place;
        elements.active(None, &place(first_place), Elements::Functions(doors.into()));
        let table = &self.source.table;
        let is_late = |(_, function): &&(u32, u32)| !self.division.early(*function);
        let late: Vec<(u32, u32)> = table.iter().filter(is_late).copied().collect();
        for run in late.chunk_by(|one, next| one.0 + 1 == next.0) {
            let mut functions = Vec::new();
            for (_, function) in run {
                functions.push(self.function_index(*function)?);
            }
            let from = run.first().map_or(0, |(from, _)| *from);
            elements.active(None, &place(from), Elements::Functions(functions.into()));
        }
        Ok(elements)
    }

    fn code(&mut self) -> Result<CodeSection> {
        let mut code = CodeSection::new();
        let (source, division) = (self.source, self.division);
        for (_, body) in source.own().filter(|(function, _)| !division.early(*function)) {
            self.parse_function_body(&mut code, body.clone())?;
        }
        let mut start = Function::new([]);
        start
            .instruction(&Instruction::I32Const(1))
            .instruction(&Instruction::GlobalSet(source.globals))
            .instruction(&Instruction::End);
        code.function(&start);
        Ok(code)
    }
}

/// A constant place in the table.
fn place(at: u32) -> ConstExpr {
    ConstExpr::i32_const(at.cast_signed())
}
