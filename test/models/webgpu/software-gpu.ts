import { existsSync } from 'node:fs'

/** Chromium's own Vulkan in software, as Debian lays it beside Chromium. */
const chromium = '/usr/lib/chromium'
const driver = `${chromium}/vk_swiftshader_icd.json`
const loader = `${chromium}/libvulkan.so.1`

/** WebGPU by Dawn on SwiftShader; null, which is said, where the package or the driver is not installed. */
export async function softwareGpu(): Promise<GPU | null> {
  if (!existsSync(driver)) return absent(driver)
  process.env.VK_ICD_FILENAMES = driver
  if (existsSync(loader)) {
    // Dawn looks for the loader by its name: where the system has none, the one that is loaded already is found.
    const lazilyAndKept = 0x1001
    process.env.LD_LIBRARY_PATH = chromium
    try {
      process.dlopen({ exports: {} }, loader, lazilyAndKept)
    } catch {
      // It is no addon, as expected; it stays loaded.
    }
  }
  const dawn = await import('webgpu').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return null
    throw error
  })
  return dawn === null ? absent('the optional package webgpu') : dawn.create([])
}

function absent(what: string): null {
  console.log(`skipped: training on graphics processors, for want of ${what}`)
  return null
}
