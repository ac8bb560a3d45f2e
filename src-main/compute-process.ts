import { type FromRelayed, servedLinks, type ToRelayed } from './engine/graphics/compute-relay.ts'
import { dawn } from './engine/graphics/dawn.ts'
import { graphicsHere } from './models/webgpu/graphics-here.ts'
import { serveCompute } from './models/webgpu/serve-compute.ts'

/** Entry of the process that reaches the graphics processor for an engine without a window. */

const graphics = graphicsHere(dawn)
const post = (message: ToRelayed) => process.send?.(message)
const { receive } = servedLinks((link) => serveCompute(graphics, link), post)

process.on('message', (message) => receive(message as FromRelayed))
// At once: what Dawn still computes would be complained of on the way out.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
