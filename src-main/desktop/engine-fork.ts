import { utilityProcess } from 'electron'
import type { EngineMessage } from '../contract/messages.ts'
import type { EngineProcess } from './engine-link.ts'

/** The engine in a process of its own, from its built entry. */
export function forkEngine(entry: string): EngineProcess {
  const child = utilityProcess.fork(entry, [], { serviceName: 'Antecedent engine', stdio: 'inherit' })
  return {
    postMessage: (message) => child.postMessage(message),
    kill: () => {
      child.kill()
    },
    onMessage: (listener) => {
      child.on('message', (message: EngineMessage) => listener(message))
    },
    onExit: (listener) => {
      child.on('exit', (code) => listener(code))
    },
  }
}
