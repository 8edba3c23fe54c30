//! A finished module as the cutter sees it: which function calls which, and what else names one.

use wasm_encoder::reencode;
use wasmparser::{
    DataKind, ElementItems, ElementKind, ExternalKind, FuncType, FunctionBody, Operator, Parser,
    Payload, TypeRef,
};

use crate::failure::{Failure, Outcome};

/// What the pieces need to know of a module before they are written.
#[derive(Default)]
pub(super) struct Source<'a> {
    pub(super) bytes: &'a [u8],
    /// The function types, by index.
    pub(super) types: Vec<FuncType>,
    /// The type of every function, imported ones first.
    pub(super) functions: Vec<u32>,
    /// How many functions are imported.
    pub(super) imported: usize,
    /// How many tables there are, all of the module's own.
    pub(super) tables: u32,
    /// How many globals there are, all of the module's own.
    pub(super) globals: u32,
    /// Bodies of the functions that are not imported.
    pub(super) bodies: Vec<FunctionBody<'a>>,
    /// Places of the first table that hold a function from the beginning.
    pub(super) table: Vec<(u32, u32)>,
    /// What memory holds from the beginning: addresses and bytes.
    pub(super) data: Vec<(u32, &'a [u8])>,
    /// Functions that are exported or run at the start.
    pub(super) roots: Vec<u32>,
}

impl<'a> Source<'a> {
    /// Reads a module. What this product's compiler never writes is refused, so that it is not
    /// cut wrongly: imported globals, memories and tables, functions named by expressions.
    pub(super) fn read(bytes: &'a [u8]) -> Outcome<Self> {
        let mut source = Self { bytes, ..Self::default() };
        for payload in Parser::new(0).parse_all(bytes) {
            source.take(payload.map_err(unreadable)?)?;
        }
        Ok(source)
    }

    fn take(&mut self, payload: Payload<'a>) -> Outcome {
        match payload {
            Payload::TypeSection(section) => {
                for one in section.into_iter_err_on_gc_types() {
                    self.types.push(one.map_err(unreadable)?);
                }
            }
            Payload::ImportSection(section) => {
                for one in section.into_imports() {
                    match one.map_err(unreadable)?.ty {
                        TypeRef::Func(kind) => self.functions.push(kind),
                        _ => return Err(unexpected("imports something that is no function")),
                    }
                }
                self.imported = self.functions.len();
            }
            Payload::FunctionSection(section) => {
                for kind in section {
                    self.functions.push(kind.map_err(unreadable)?);
                }
            }
            Payload::TableSection(section) => self.tables = section.count(),
            Payload::GlobalSection(section) => self.globals = section.count(),
            Payload::ExportSection(section) => {
                for one in section {
                    let one = one.map_err(unreadable)?;
                    if one.kind == ExternalKind::Func {
                        self.roots.push(one.index);
                    }
                }
            }
            Payload::StartSection { func, .. } => self.roots.push(func),
            Payload::ElementSection(section) => {
                for one in section {
                    self.take_elements(one.map_err(unreadable)?)?;
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::DataSection(section) => {
                for one in section {
                    let one = one.map_err(unreadable)?;
                    let address = address_of(&one)?;
                    self.data.push((address, one.data));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn take_elements(&mut self, element: wasmparser::Element<'a>) -> Outcome {
        let (ElementKind::Active { table_index, offset_expr }, ElementItems::Functions(items)) =
            (element.kind, element.items)
        else {
            return Err(unexpected("fills its tables otherwise than with listed functions"));
        };
        let offset = match offset_expr.get_operators_reader().read().map_err(unreadable)? {
            Operator::I32Const { value } if table_index.unwrap_or(0) == 0 => value.cast_unsigned(),
            _ => return Err(unexpected("fills its tables at computed places")),
        };
        for (place, function) in (offset..).zip(items) {
            self.table.push((place, function.map_err(unreadable)?));
        }
        Ok(())
    }

    /// The index of a function's type.
    pub(super) fn kind_of(&self, function: u32) -> u32 {
        self.functions.get(function as usize).copied().unwrap_or_default()
    }

    /// Functions of the module's own, each with its body.
    pub(super) fn own(&self) -> impl Iterator<Item = (u32, &FunctionBody<'a>)> {
        let first = u32::try_from(self.imported).unwrap_or(u32::MAX);
        (first..).zip(&self.bodies)
    }
}

/// Where a segment is loaded.
pub(super) fn address_of(segment: &wasmparser::Data) -> Outcome<u32> {
    if let DataKind::Active { memory_index: 0, offset_expr } = &segment.kind
        && let Operator::I32Const { value } =
            offset_expr.get_operators_reader().read().map_err(unreadable)?
    {
        return Ok(value.cast_unsigned());
    }
    Err(unexpected("has data at a computed place"))
}

/// The functions that a body names.
pub(super) fn named_in(body: &FunctionBody) -> Outcome<Vec<u32>> {
    let mut named = Vec::new();
    for operator in body.get_operators_reader().map_err(unreadable)? {
        match operator.map_err(unreadable)? {
            Operator::Call { function_index }
            | Operator::ReturnCall { function_index }
            | Operator::RefFunc { function_index } => named.push(function_index),
            _ => {}
        }
    }
    Ok(named)
}

/// A module that cannot be read.
pub(super) fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::new(format!("The engine's wasm cannot be read: {error}."))
}

/// A module of a kind that this product's compiler does not write.
pub(super) fn unexpected(what: &str) -> Failure {
    Failure::new(format!("The engine's wasm cannot be cut: it {what}."))
}

/// A function that a piece names and neither holds nor reaches, which the division must not let be.
pub(super) fn lost(function: u32) -> reencode::Error<Failure> {
    reencode::Error::UserError(unexpected(&format!("names function {function} from both sides")))
}
