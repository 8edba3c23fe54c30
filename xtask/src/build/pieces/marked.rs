//! A module that remembers which of its functions have run: each sets a global of its own.

use wasm_encoder::reencode::{self, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, GlobalSection, GlobalType, Instruction,
    Module, ValType,
};
use wasmparser::{ExportSectionReader, FunctionBody, GlobalSectionReader, Parser};

use super::source::{Source, unreadable};
use crate::failure::{Failure, Outcome};

/// What an exported mark's name begins with; the function's index follows.
pub(super) const MARK: &str = "ran ";

/// The module with marks.
pub(super) fn marked(source: &Source) -> Outcome<Vec<u8>> {
    let own = source.own().map(|(function, _)| function).collect();
    let mut marker = Marker { own, globals: source.globals, at: 0 };
    let mut module = Module::new();
    marker.parse_core_module(&mut module, Parser::new(0), source.bytes).map_err(unreadable)?;
    Ok(module.finish())
}

struct Marker {
    /// The module's own functions.
    own: Vec<u32>,
    /// How many globals stand before the marks.
    globals: u32,
    /// How many bodies have been written.
    at: u32,
}

type Result<T = ()> = std::result::Result<T, reencode::Error<Failure>>;

impl Reencode for Marker {
    type Error = Failure;

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> Result {
        utils::parse_global_section(self, globals, section)?;
        let flag = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        for _ in &self.own {
            globals.global(flag, &ConstExpr::i32_const(0));
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result {
        utils::parse_export_section(self, exports, section)?;
        for (global, function) in (self.globals..).zip(&self.own) {
            exports.export(&format!("{MARK}{function}"), ExportKind::Global, global);
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        function.instruction(&Instruction::I32Const(1));
        function.instruction(&Instruction::GlobalSet(self.globals + self.at));
        self.at += 1;
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            function.instruction(&self.parse_instruction(&mut reader)?);
        }
        code.function(&function);
        Ok(())
    }
}
