import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { ringLog } from './shop-log.ts'

const commandLine = fileURLToPath(new URL('../../src-main/cli.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'kill-'))
afterAll(() => rmSync(folder, { recursive: true }))

function train(name: string) {
  const request = {
    table: { path: join(folder, 'log.csv') },
    map: { user: 'user', item: 'item', time: 'time' },
    model: 'sasrec',
    epochs: 4,
    seed: 6,
    options: { width: 32, length: 20, batch: 16 },
    adversary: { epsilon: 0.1 },
    save: join(folder, `${name}.safetensors`),
    checkpoint: join(folder, `${name}.checkpoint`),
  }
  const child = spawn(process.execPath, [commandLine, 'rpc'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const answer = new Promise<string>((resolve) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (text.includes('"result"') || text.includes('"error"')) child.stdin.end()
    })
    child.on('exit', () => resolve(text))
  })
  child.stdin.write(`${JSON.stringify({ id: 1, method: 'models.train', params: request })}\n`)
  return { child, answer, ...request }
}

test('killed in the middle of an epoch and started again, training ends with the same file to the byte', async () => {
  const log = ringLog(900, 200, 5)
  const lines = log.user.map((user, row) => `${user},${log.item[row]},${log.time[row]}`)
  writeFileSync(join(folder, 'log.csv'), `user,item,time\n${lines.join('\n')}\n`)

  const whole = train('whole')
  expect(await whole.answer).toContain('"result"')

  const killed = train('killed')
  while (!existsSync(killed.checkpoint)) await new Promise((resolve) => setTimeout(resolve, 5))
  await new Promise((resolve) => setTimeout(resolve, 100))
  killed.child.kill('SIGKILL')
  expect(await killed.answer).not.toContain('"result"')
  expect(existsSync(killed.save)).toBe(false)

  const again = train('killed')
  expect(await again.answer).toContain('"result"')
  expect(readFileSync(again.save).equals(readFileSync(whole.save))).toBe(true)
})
