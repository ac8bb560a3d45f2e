/** An engine of a few lines, as a process: it echoes, counts, waits to be cancelled, or dies, as the method says. */
let opened: unknown = null
const running = new Set<number>()
const send = (message: unknown) => process.send!(message)

process.on('disconnect', () => process.exit())
process.on(
  'message',
  (message: { id: number; method?: string; params?: { path?: string }; cancel?: true }) => {
    const { id, method, params } = message
    if (message.cancel) {
      running.delete(id)
      send({ id, error: { code: 'CANCELLED', message: 'cancelled', hint: '', parameters: {} } })
    } else if (method === 'project.open') open(id, params!)
    else if (method === 'project.information') send({ id, result: { opened, running: running.size } })
    else if (method === 'jobs.list') wait(id)
    else if (method === 'verify.run') process.kill(process.pid, 'SIGKILL')
    else send({ id, result: message })
  },
)

function open(id: number, params: { path?: string }): void {
  if (params.path?.includes('missing')) {
    send({ id, error: { code: 'FILE_NOT_FOUND', message: 'not found', hint: '', parameters: {} } })
    return
  }
  opened = params
  send({ event: 'project.changed' })
  send({ id, result: params })
}

function wait(id: number): void {
  running.add(id)
  send({ id, progress: { fraction: 0.5, phase: 'half' } })
}
