import { existsSync } from 'node:fs'

/** A package that may not be installed: it is asked for by a name that no bundler follows. */
const name = 'webgpu'

/** Where Vulkan's drivers are registered on Linux. */
const driverFolders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d']

/**
 * WebGPU in this process by Dawn, Chromium's own; null where its package is not installed or does not load, and where it
 * would find no driver, which it complains of on the error stream.
 */
export async function dawn(): Promise<GPU | null> {
  if (!mayHaveDawn()) return null
  try {
    const { create } = (await import(name)) as typeof import('webgpu')
    return create([])
  } catch {
    return null
  }
}

/** Whether there is a driver for it to find, as far as files tell. */
export function mayHaveDawn(): boolean {
  if (process.platform !== 'linux') return true
  const { VK_DRIVER_FILES, VK_ICD_FILENAMES } = process.env
  return (
    VK_DRIVER_FILES !== undefined ||
    VK_ICD_FILENAMES !== undefined ||
    driverFolders.some((folder) => existsSync(folder))
  )
}
