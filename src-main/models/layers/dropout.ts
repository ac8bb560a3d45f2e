import type { Pointer } from '../kernels/kernels.ts'
import type { Pass } from './pass.ts'

/** Dropout in place (Srivastava et al. 2014, inverted); returns what does the same to the gradient. */
export function dropout(pass: Pass, x: Pointer, count: number): (gradient: Pointer) => void {
  if (pass.dropout === 0) return () => undefined
  const seed = pass.dropoutSeed()
  const apply = (to: Pointer) => applyDropout(pass, to, count, seed)
  apply(x)
  return apply
}

export function applyDropout(
  { kernels, dropout: rate }: Pass,
  x: Pointer,
  count: number,
  seed: number,
): void {
  kernels.dropout(count, x, seed, dropoutThreshold(rate), 1 / (1 - rate))
}

/** The rate in 2²⁴ths, as the kernel compares it. */
export function dropoutThreshold(rate: number): number {
  return Math.round(rate * 0x1000000)
}

/** Whether the kernel keeps value `index`: the same hash, for the reference. */
export function keptByDropout(index: number, seed: number, rate: number): boolean {
  let h = (Math.imul(index, 0x9e3779b1) + seed) | 0
  h ^= h >>> 16
  h = Math.imul(h, 0x21f0aaad)
  h ^= h >>> 15
  h = Math.imul(h, 0x735a2d97)
  h ^= h >>> 15
  return h >>> 8 >= dropoutThreshold(rate)
}
