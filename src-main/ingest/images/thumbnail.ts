import type { Bitmap } from './bitmap.ts'

/**
 * An image as a square of `size` pixels, red, green and blue a pixel: drawn on white, its proportions kept, white beside it. Each pixel
 * is the mean of the area that it covers, so that no detail is skipped, however large the image.
 */
export function thumbnail({ width, height, pixels }: Bitmap, size: number): Uint8Array {
  const scale = size / Math.max(width, height)
  const across = spans(width, size, scale)
  const down = spans(height, size, scale)
  const sums = new Float64Array(3 * size * size)
  const covered = new Float64Array(size * size)
  for (const { source: y, target: row, share: tall } of down) {
    for (const { source: x, target: column, share: wide } of across) {
      const from = 4 * (y * width + x)
      const to = row * size + column
      const opacity = pixels[from + 3] / 255
      const area = tall * wide
      covered[to] += area
      for (let k = 0; k < 3; k++) sums[3 * to + k] += area * (255 - opacity * (255 - pixels[from + k]))
    }
  }
  const out = new Uint8Array(3 * size * size)
  for (let at = 0; at < out.length; at++) {
    out[at] = Math.round(sums[at] + 255 * Math.max(0, 1 - covered[Math.floor(at / 3)]))
  }
  return out
}

/** How much of each target pixel each source pixel covers, along one side; centred. */
function spans(length: number, size: number, scale: number) {
  const start = (size - length * scale) / 2
  const shares: { readonly source: number; readonly target: number; readonly share: number }[] = []
  for (let source = 0; source < length; source++) {
    const [from, to] = [start + source * scale, start + (source + 1) * scale]
    for (let target = Math.max(0, Math.floor(from)); target < Math.min(size, to); target++) {
      const share = Math.min(to, target + 1) - Math.max(from, target)
      if (share > 0) shares.push({ source, target, share })
    }
  }
  return shares
}
