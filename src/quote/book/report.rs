//! What goes out about the book.
