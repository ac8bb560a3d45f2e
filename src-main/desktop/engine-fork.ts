import { type UtilityProcess, utilityProcess } from 'electron'
import type { ComputeReply, ComputeWish } from '../contract/compute-window.ts'
import type { EngineMessage } from '../contract/messages.ts'
import type { ComputeWindow } from './compute-window.ts'
import type { EngineProcess } from './engine-link.ts'

/** The engine in a process of its own, from its built entry; `compute` is its way to the graphics processor. */
export function forkEngine(entry: string, compute: ComputeWindow): EngineProcess {
  const child = utilityProcess.fork(entry, [], { serviceName: 'Antecedent engine', stdio: 'inherit' })
  const links = computeLinks(child, compute)
  return {
    postMessage: (message) => child.postMessage(message),
    kill: () => {
      child.kill()
    },
    onMessage: (listener) => {
      child.on('message', (message: EngineMessage | ComputeWish) => {
        if (!('compute' in message)) listener(message)
        else if (message.compute === 'close') links.release(message.link)
        else void links.connect(message.link)
      })
    },
    onExit: (listener) => {
      child.on('exit', (code) => {
        links.end()
        listener(code)
      })
    },
  }
}

/** The links that one run of the engine has to the compute window. */
function computeLinks(child: UtilityProcess, compute: ComputeWindow) {
  const open = new Set<number>()
  let ended = false
  const release = (link: number) => {
    if (open.delete(link)) compute.release()
  }
  return {
    async connect(link: number): Promise<void> {
      try {
        const port = await compute.connect()
        open.add(link)
        if (ended) return release(link)
        child.postMessage({ computeLink: link } satisfies ComputeReply, [port])
      } catch (error) {
        child.postMessage({ computeLink: link, failed: String(error) } satisfies ComputeReply)
      }
    },
    release,
    end() {
      ended = true
      for (const link of open) release(link)
    },
  }
}
