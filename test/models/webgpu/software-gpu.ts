import { existsSync } from 'node:fs'

/** Chromium's own Vulkan in software, as Debian lays it beside Chromium. */
const chromium = '/usr/lib/chromium'
const driver = `${chromium}/vk_swiftshader_icd.json`
const loader = `${chromium}/libvulkan.so.1`

/** WebGPU by Dawn on SwiftShader; null where the package or the driver is not installed. */
export async function softwareGpu(): Promise<GPU | null> {
  if (!existsSync(driver)) return null
  process.env.VK_ICD_FILENAMES = driver
  if (existsSync(loader)) {
    // Dawn looks for the loader by its name: where the system has none, the one that is loaded already is found.
    const lazilyAndKept = 0x1001
    try {
      process.dlopen({ exports: {} }, loader, lazilyAndKept)
    } catch {
      // It is no addon, as expected; it stays loaded.
    }
  }
  try {
    const { create } = await import('webgpu')
    return create([])
  } catch {
    return null
  }
}
