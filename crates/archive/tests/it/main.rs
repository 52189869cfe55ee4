//! The archive through its door: what is stored, what survives, what may run side by side.

mod articles;
mod crash;
mod frontier;
mod sharing;
mod world;
