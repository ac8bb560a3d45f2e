import { parentPort, workerData } from 'node:worker_threads'
import { serveKernels } from './engine/kernel-thread.ts'
import { serveRequests } from './engine/request-thread.ts'
import type { ThreadRole } from './engine/worker-protocol.ts'

if (parentPort === null) throw new Error('worker.ts runs as a worker thread')
const { role, graphics } = workerData as ThreadRole
if (role === 'kernels') serveKernels(parentPort)
else serveRequests(parentPort, new URL(import.meta.url), graphics)
