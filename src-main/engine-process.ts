import type { ComputeReply } from './contract/compute-window.ts'
import type { ClientMessage } from './contract/messages.ts'
import { connectClient } from './engine/client-connection.ts'
import { createEngine } from './engine/engine.ts'
import { computeByMain, type ProcessPort } from './engine/graphics/compute-by-main.ts'
import { entries } from './entries.ts'

interface ParentMessage {
  readonly data: ClientMessage | ComputeReply
  readonly ports: readonly ProcessPort[]
}

const port = process.parentPort
if (port === undefined) throw new Error('engine-process.ts runs as a utility process')

const compute = computeByMain((wish) => port.postMessage(wish))
const engine = createEngine({ ...entries, compute: compute.open })
const receive = connectClient(engine, (message) => port.postMessage(message))
port.on('message', ({ data, ports }: ParentMessage) => {
  if ('computeLink' in data) compute.receive(data, ports[0])
  else receive(data)
})
