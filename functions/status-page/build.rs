//! Draws the pictures that other sites show beside a link to the page: one for each overall status, without words, since the
//! link's title has them. Drawn once, at build time, so that publishing costs nothing.

use std::error::Error;
use std::f64::consts::PI;
use std::path::Path;
use std::{env, fs};

/// The smallest size that is shown large (Open Graph: 1.91 to 1).
const WIDTH: u32 = 600;
const HEIGHT: u32 = 315;
/// Samples of a pixel in each direction, so that edges are smooth.
const SAMPLES: u32 = 3;

/// Whether a point of a shape is white.
type Shape = fn(f64, f64) -> bool;

/// The statuses with their colours, those of the page.
const CARDS: [(&str, [u8; 3], Shape); 5] = [
    ("none", [0x17, 0x75, 0x3a], all_well),
    ("minor", [0x8a, 0x61, 0x00], triangle),
    ("major", [0xb4, 0x50, 0x0b], diamond),
    ("critical", [0xb3, 0x26, 0x1e], octagon),
    ("maintenance", [0x1f, 0x5f, 0xae], clock),
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    let folder = env::var_os("OUT_DIR").ok_or("cargo names the folder")?;
    for (name, colour, is_white) in CARDS {
        fs::write(Path::new(&folder).join(format!("card-{name}.png")), card(colour, is_white)?)?;
    }
    Ok(())
}

fn card(colour: [u8; 3], is_white: Shape) -> Result<Vec<u8>, Box<dyn Error>> {
    // A palette from the colour to white, one step for each sample that is white.
    let most = SAMPLES * SAMPLES;
    let mix = |step: u32, part: u8| part + u8::try_from(u32::from(255 - part) * step / most).unwrap_or(0);
    let palette: Vec<u8> = (0..=most).flat_map(|step| colour.map(|part| mix(step, part))).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.set_palette(palette);
    let pixels = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| white(x, y, is_white)));
    encoder.write_header()?.write_image_data(&pixels.collect::<Vec<u8>>())?;
    Ok(file)
}

/// How many samples of a pixel are white.
fn white(x: u32, y: u32, is_white: Shape) -> u8 {
    let at = |pixel: u32, sample: u32| f64::from(pixel) + (f64::from(sample) + 0.5) / f64::from(SAMPLES);
    // The shape is two units wide and has its middle in that of the picture.
    let unit = f64::from(HEIGHT) * 0.36;
    let (middle, centre) = (f64::from(WIDTH) / 2.0, f64::from(HEIGHT) / 2.0);
    let samples = (0..SAMPLES).flat_map(|down| (0..SAMPLES).map(move |right| (right, down)));
    let hits = samples
        .filter(|(right, down)| is_white((at(x, *right) - middle) / unit, (at(y, *down) - centre) / unit));
    u8::try_from(hits.count()).unwrap_or(0)
}

/// Whether a point is within half a width of the line between two points.
fn on_line(x: f64, y: f64, from: (f64, f64), to: (f64, f64), half: f64) -> bool {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let along = (((x - from.0) * dx + (y - from.1) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    (x - from.0 - along * dx).hypot(y - from.1 - along * dy) <= half
}

fn mark(x: f64, y: f64, down: f64) -> bool {
    on_line(x, y, (0.0, -0.4 + down), (0.0, 0.1 + down), 0.09) || x.hypot(y - 0.38 - down) <= 0.11
}

fn all_well(x: f64, y: f64) -> bool {
    let tick =
        on_line(x, y, (-0.42, 0.04), (-0.12, 0.34), 0.1) || on_line(x, y, (-0.12, 0.34), (0.44, -0.3), 0.1);
    x.hypot(y) <= 1.0 && !tick
}

fn triangle(x: f64, y: f64) -> bool {
    let is_inside = y <= 0.9 && y >= -0.95 + 1.75 * x.abs();
    is_inside && !mark(x, y, 0.22)
}

fn diamond(x: f64, y: f64) -> bool {
    x.abs() + y.abs() <= 1.1 && !mark(x, y, 0.0)
}

fn octagon(x: f64, y: f64) -> bool {
    // A regular one: its slanted sides are as far from the middle as the others.
    let is_inside = x.abs().max(y.abs()) <= 1.0 && (x.abs() + y.abs()) * (PI / 4.0).cos() <= 1.0;
    let cross =
        on_line(x, y, (-0.38, -0.38), (0.38, 0.38), 0.1) || on_line(x, y, (-0.38, 0.38), (0.38, -0.38), 0.1);
    is_inside && !cross
}

fn clock(x: f64, y: f64) -> bool {
    let hands = on_line(x, y, (0.0, 0.0), (0.0, -0.55), 0.08) || on_line(x, y, (0.0, 0.0), (0.36, 0.2), 0.08);
    x.hypot(y) <= 1.0 && !hands
}
