import * as m from '../../messages/compiled/messages.js'
import type { Settings } from '../../src-main/contract/settings.ts'

export const backendWords: Readonly<Record<Settings['backend'], () => string>> = {
  automatic: () => m.ui_settings_backend_automatic(),
  cuda: () => 'CUDA',
  webgpu: () => 'WebGPU',
  wasm: () => 'WebAssembly',
  cpu: () => 'CPU',
}

/** What of WebGPU's interface is asked. */
interface GraphicsAdapter {
  readonly info?: { readonly vendor: string; readonly architecture: string; readonly description: string }
}

interface Graphics {
  requestAdapter(): Promise<GraphicsAdapter | null>
}

/** The graphics adapter that the window finds by WebGPU, by name; null where there is none. */
export async function graphicsAdapter(): Promise<string | null> {
  const graphics = (navigator as { readonly gpu?: Graphics }).gpu
  const adapter = await graphics?.requestAdapter().catch(() => null)
  if (!adapter) return null
  const { vendor = '', architecture = '', description = '' } = adapter.info ?? {}
  return description || [vendor, architecture].filter((part) => part !== '').join(' ') || 'WebGPU'
}
