import type { ClientMessage } from './contract/messages.ts'
import { connectClient } from './engine/client-connection.ts'
import { createEngine } from './engine/engine.ts'
import { entries } from './entries.ts'

const port = process.parentPort
if (port === undefined) throw new Error('engine-process.ts runs as a utility process')

const engine = createEngine(entries)
const receive = connectClient(engine, (message) => port.postMessage(message))
port.on('message', (event: { readonly data: ClientMessage }) => receive(event.data))
