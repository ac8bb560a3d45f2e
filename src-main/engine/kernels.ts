import { fail } from '../contract/errors.ts'
import type { Kernel } from '../numeric/parallel.ts'

type AnyKernel = Kernel<unknown, unknown, unknown>

/** Every kernel that worker threads can run, by the area its name begins with: one line an area. */
const areas: Readonly<Record<string, () => Promise<readonly unknown[]>>> = {
  effects: async () => (await import('../effects/kernels.ts')).effectsKernels,
  ingest: async () => (await import('../ingest/kernels.ts')).ingestKernels,
  models: async () => (await import('../models/kernels.ts')).modelsKernels,
  recommend: async () => (await import('../recommend/kernels.ts')).recommendKernels,
}

const found = new Map<string, AnyKernel>()

/** The kernel called `area/name`. */
export async function findKernel(name: string): Promise<AnyKernel> {
  const known = found.get(name)
  if (known !== undefined) return known
  const load = areas[name.slice(0, name.indexOf('/'))]
  for (const kernel of (load === undefined ? [] : await load()) as readonly AnyKernel[])
    found.set(kernel.name, kernel)
  const loaded = found.get(name)
  if (loaded === undefined) throw fail('INTERNAL', { detail: `no kernel called ${name}` })
  return loaded
}
