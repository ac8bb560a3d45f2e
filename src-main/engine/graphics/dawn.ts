/** A package that may not be installed: it is asked for by a name that no bundler follows. */
const name = 'webgpu'

/** WebGPU in this process by Dawn, Chromium's own; null where its package is not installed or does not load. */
export async function dawn(): Promise<GPU | null> {
  try {
    const { create } = (await import(name)) as typeof import('webgpu')
    return create([])
  } catch {
    return null
  }
}
