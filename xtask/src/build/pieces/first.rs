//! The first piece: what a first visit runs, and doors to everything else.

use std::collections::HashMap;

use wasm_encoder::reencode::{self, Reencode, utils};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, CustomSection, DataSection, ExportKind, ExportSection,
    Function, FunctionSection, GlobalSection, GlobalType, Instruction, Module, TableSection,
    TypeSection, ValType,
};
use wasmparser::{
    CodeSectionReader, DataSectionReader, ExportSectionReader, FunctionSectionReader,
    GlobalSectionReader, Parser, TableSectionReader, TypeSectionReader,
};

use super::data::{self, Data};
use super::division::{Division, count};
use super::names;
use super::source::{Source, lost, unreadable};
use crate::failure::{Failure, Outcome};

/// Writes the first piece; `whole` tells in it which module it was cut from.
pub(super) fn first(
    source: &Source,
    division: &Division,
    data: &Data,
    whole: &str,
) -> Outcome<Vec<u8>> {
    let early = (0..count(source.functions.len())).filter(|f| division.early(*f));
    let order: Vec<u32> = early.chain(division.doors.iter().copied()).collect();
    let mut writer = First {
        source,
        division,
        data,
        new: order.iter().copied().zip(0..).collect(),
        entry: count(order.len()),
        entry_type: count(source.types.len()),
    };
    let mut module = Module::new();
    writer.parse_core_module(&mut module, Parser::new(0), source.bytes).map_err(unreadable)?;
    // The file's name is a hash of its content; two engines that differ in the rest differ in it.
    module.section(&CustomSection { name: "whole".into(), data: whole.as_bytes().into() });
    Ok(module.finish())
}

struct First<'a> {
    source: &'a Source<'a>,
    division: &'a Division,
    data: &'a Data<'a>,
    /// The index in this piece of each function of the whole: its own, or the door to it.
    new: HashMap<u32, u32>,
    /// The function that every door begins with: it fetches the rest where that is not there.
    entry: u32,
    /// Its type, without arguments and results; it comes after the module's own.
    entry_type: u32,
}

type Result<T = ()> = std::result::Result<T, reencode::Error<Failure>>;

impl First<'_> {
    /// A global that is not zero once the rest is there; after it the loader's place.
    fn arrived(&self) -> u32 {
        self.source.globals
    }

    /// The function that fetches the rest unless it is there.
    fn entry_body(&self) -> Function {
        let mut body = Function::new([]);
        body.instruction(&Instruction::GlobalGet(self.arrived()))
            .instruction(&Instruction::I32Eqz)
            .instruction(&Instruction::If(BlockType::Empty));
        let place = self.division.loader_place().cast_signed();
        body.instruction(&Instruction::I32Const(place))
            .instruction(&Instruction::CallIndirect { type_index: self.entry_type, table_index: 0 })
            .instruction(&Instruction::End)
            .instruction(&Instruction::End);
        body
    }

    /// The function that goes on to a late one with its own arguments.
    fn door_body(&self, kind: u32, place: u32) -> Function {
        let arguments = self.source.types.get(kind as usize).map_or(0, |one| one.params().len());
        let mut body = Function::new([]);
        body.instruction(&Instruction::Call(self.entry));
        for argument in 0..count(arguments) {
            body.instruction(&Instruction::LocalGet(argument));
        }
        body.instruction(&Instruction::I32Const(place.cast_signed()))
            .instruction(&Instruction::CallIndirect { type_index: kind, table_index: 0 })
            .instruction(&Instruction::End);
        body
    }
}

impl Reencode for First<'_> {
    type Error = Failure;

    fn function_index(&mut self, function: u32) -> Result<u32> {
        // Whatever the first piece names has an index in it: the division saw to that.
        self.new.get(&function).copied().ok_or_else(|| lost(function))
    }

    fn parse_custom_section(
        &mut self,
        _module: &mut Module,
        _section: wasmparser::CustomSectionReader<'_>,
    ) -> Result {
        Ok(())
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        own: TypeSectionReader<'_>,
    ) -> Result {
        utils::parse_type_section(self, types, own)?;
        types.ty().function([], []);
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _section: FunctionSectionReader<'_>,
    ) -> Result {
        let early = self.source.own().map(|(function, _)| function);
        let early = early.filter(|function| self.division.early(*function));
        for function in early.chain(self.division.doors.iter().copied()) {
            functions.function(self.source.kind_of(function));
        }
        functions.function(self.entry_type);
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        tables: &mut TableSection,
        section: TableSectionReader<'_>,
    ) -> Result {
        for (index, table) in (0..).zip(section) {
            let kind = self.division.widened(index, self.table_type(table?.ty)?);
            tables.table(kind);
        }
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> Result {
        utils::parse_global_section(self, globals, section)?;
        let number = |mutable| GlobalType { val_type: ValType::I32, mutable, shared: false };
        globals.global(number(true), &ConstExpr::i32_const(0));
        let place = self.division.loader_place().cast_signed();
        globals.global(number(false), &ConstExpr::i32_const(place));
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result {
        utils::parse_export_section(self, exports, section)?;
        for index in 0..self.source.tables {
            exports.export(&names::table(index), ExportKind::Table, index);
        }
        for index in 0..=self.arrived() {
            exports.export(&names::global(index), ExportKind::Global, index);
        }
        exports.export(names::LOADER, ExportKind::Global, self.arrived() + 1);
        for (index, function) in self.division.shared.iter().enumerate() {
            let function = self.function_index(*function)?;
            exports.export(&names::function(index), ExportKind::Func, function);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        _own: CodeSectionReader<'_>,
    ) -> Result {
        let source = self.source;
        for (_, body) in source.own().filter(|(function, _)| self.division.early(*function)) {
            self.parse_function_body(code, body.clone())?;
        }
        for (place, function) in (self.division.first_place..).zip(&self.division.doors) {
            code.function(&self.door_body(self.source.kind_of(*function), place));
        }
        code.function(&self.entry_body());
        Ok(())
    }

    fn data_count(&mut self, _whole: u32) -> Result<u32> {
        Ok(count(self.data.first.len()))
    }

    fn parse_data_section(
        &mut self,
        section: &mut DataSection,
        _own: DataSectionReader<'_>,
    ) -> Result {
        *section = data::section(&self.data.first);
        Ok(())
    }
}
