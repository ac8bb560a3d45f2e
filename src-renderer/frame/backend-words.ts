import * as m from '../../messages/compiled/messages.js'
import type { Settings } from '../../src-main/contract/settings.ts'

export const backendWords: Readonly<Record<Settings['backend'], () => string>> = {
  automatic: () => m.ui_settings_backend_automatic(),
  cuda: () => 'CUDA',
  webgpu: () => 'WebGPU',
  wasm: () => 'WebAssembly',
  cpu: () => 'CPU',
}
