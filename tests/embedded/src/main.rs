//! A network from tables in read-only memory, and the mathematics of diffusion over it, without std and without an
//! allocator: what a microcontroller would run, linked for the host so that its output can be compared.
#![no_std]
#![no_main]

mod network;
mod scene;
#[rustfmt::skip] // One entry a line, whatever its length.
mod tables;

use core::cell::RefCell;
use core::ffi::{c_char, c_int, c_void};
use core::fmt::{self, Write};

#[link(name = "c")]
unsafe extern "C" {
    fn write(file: c_int, bytes: *const c_void, count: usize) -> isize;
    fn abort() -> !;
}

/// Standard output, unbuffered.
struct Stdout;

impl Write for Stdout {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut bytes = text.as_bytes();
        while !bytes.is_empty() {
            // SAFETY: the pointer and the length are those of a slice that lives during the call.
            let written = unsafe { write(1, bytes.as_ptr().cast(), bytes.len()) };
            bytes = usize::try_from(written).ok().filter(|&n| n > 0).and_then(|n| bytes.get(n..)).ok_or(fmt::Error)?;
        }
        Ok(())
    }
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    let _ = writeln!(Stdout, "{info}");
    // SAFETY: takes no arguments and never returns.
    unsafe { abort() }
}

/// Tables for unwinding, which the compiled `core` has for hosts, refer to this; nothing here unwinds.
#[unsafe(no_mangle)]
pub extern "C" fn rust_eh_personality() {}

/// Activations of the network.
static mut ARENA: [f32; tables::SCRATCH] = [0.0; tables::SCRATCH];
/// Scratch of the mathematics.
static mut SCRATCH: [f32; scene::SCRATCH] = [0.0; scene::SCRATCH];

/// Entry point, called by C's start-up code.
#[unsafe(no_mangle)]
pub extern "C" fn main(_count: c_int, _arguments: *const *const c_char) -> c_int {
    let (arena, scratch) = (&raw mut ARENA, &raw mut SCRATCH);
    // SAFETY: there is one thread, and `main` is called once: these are the only references.
    let (arena, scratch) = unsafe { (&mut *arena, &mut *scratch) };
    let Ok(network) = network::Tables::new(RefCell::new(arena)) else { return 2 };
    match scene::report(&network, scratch, &mut Stdout) {
        Ok(()) => 0,
        Err(error) => {
            let _ = writeln!(Stdout, "{error}");
            1
        }
    }
}
