import { each, shader } from '../shader.ts'

/**
 * C = or += A·B, for a batch of matrices: the group's z counts outer × inner, each with strides of its own. Element (i, p) of
 * A is a + i·aRow + p·aColumn, (p, j) of B is b + p·bRow + ⌊j/8⌋·bPanel + (j mod 8)·bColumn: rows, columns and panels of
 * eight alike. A group of 16×16 threads makes a tile of 16·`own` squared, sixteen of the depth at a time. Each thread's sums are written
 * out one by one, since an array that a compiler does not take apart lies in slow memory; rows of the shared tiles are one float apart
 * from a multiple of the banks, so that threads which write down a column do not wait for each other.
 */
function tiled(own: number) {
  const side = 16 * own
  const each = Array.from({ length: own }, (_, at) => at)
  const pairs = each.flatMap((y) => each.map((z) => [y, z] as const))
  const lines = (of: readonly string[], indent: number) => of.join(`\n${' '.repeat(indent)}`)
  return shader(
    `matrix-product-${side}`,
    'm n k a aRow aColumn b bRow bPanel bColumn c cRow accumulate inner aOuter aInner bOuter bInner cOuter cInner',
    /* wgsl */ `
const side = ${side}u;
const pitch = ${side + 1}u;
var<workgroup> tile_a: array<f32, ${16 * (side + 1)}>;
var<workgroup> tile_b: array<f32, ${16 * (side + 1)}>;

fn put(i: u32, j: u32, c: u32, x: f32) {
  if (i >= args.m || j >= args.n) { return; }
  let at = c + i * args.cRow + j;
  var sum = x;
  if (args.accumulate != 0u) { sum += load(at); }
  store(at, sum);
}

@compute @workgroup_size(16, 16)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let outer = group.z / args.inner;
  let inner = group.z % args.inner;
  let a = args.a + outer * args.aOuter + inner * args.aInner;
  let b = args.b + outer * args.bOuter + inner * args.bInner;
  let c = args.c + outer * args.cOuter + inner * args.cInner;
  let top = group.y * side;
  let left = group.x * side;
  ${lines(
    pairs.map(([y, z]) => `var s${y}${z} = 0.0;`),
    2,
  )}
  for (var done = 0u; done < args.k; done += 16u) {
    for (var e = 0u; e < ${own}u; e++) {
      let x = lane + e * 256u;
      var i = x / 16u;
      var p = x % 16u;
      if (args.aColumn != 1u) {
        i = x % side;
        p = x / side;
      }
      var value = 0.0;
      if (top + i < args.m && done + p < args.k) {
        value = load(a + (top + i) * args.aRow + (done + p) * args.aColumn);
      }
      tile_a[p * pitch + i] = value;
      var j = x % side;
      p = x / side;
      if (args.bRow == 1u) {
        j = x / 16u;
        p = x % 16u;
      }
      value = 0.0;
      let column = left + j;
      if (column < args.n && done + p < args.k) {
        value = load(b + (done + p) * args.bRow + (column >> 3u) * args.bPanel + (column & 7u) * args.bColumn);
      }
      tile_b[p * pitch + j] = value;
    }
    workgroupBarrier();
    for (var p = 0u; p < 16u; p++) {
      let down = p * pitch + local.y;
      let along = p * pitch + local.x;
      ${lines(
        each.map((y) => `let x${y} = tile_a[down + ${16 * y}u];`),
        6,
      )}
      ${lines(
        each.map((z) => `let y${z} = tile_b[along + ${16 * z}u];`),
        6,
      )}
      ${lines(
        pairs.map(([y, z]) => `s${y}${z} += x${y} * y${z};`),
        6,
      )}
    }
    workgroupBarrier();
  }
  ${lines(
    pairs.map(([y, z]) => `put(top + local.y + ${16 * y}u, left + local.x + ${16 * z}u, c, s${y}${z});`),
    2,
  )}
}`,
  )
}

/** For products of many tiles, and for those that would leave most of a device idle. */
export const products = { large: tiled(4), small: tiled(2) } as const
/** Floats of a tile's side. */
export const tileSides = { large: 64, small: 32 } as const

/** Rows of B as panels of eight columns of Bᵀ, zero where B has no row. */
export const packTransposed = each(
  'pack-transposed',
  'n k b bRow out',
  /* wgsl */ `
  let column = i / (8u * args.k) * 8u + i % 8u;
  let p = (i / 8u) % args.k;
  var x = 0.0;
  if (column < args.n) { x = load(args.b + column * args.bRow + p); }
  store(args.out + i, x);`,
)
