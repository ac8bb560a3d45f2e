import type { AntecedentBridge } from '../src-main/contract/bridge.ts'

declare global {
  interface Window {
    readonly antecedent: AntecedentBridge
  }
}
