import { expect, test } from 'vitest'
import type { EngineMessage } from '../../src-main/contract/messages.ts'
import { words } from '../../src-main/contract/words.ts'
import { connectClient } from '../../src-main/engine/client-connection.ts'
import type { Engine } from '../../src-main/engine/engine.ts'

test('what runs goes on in a language that is chosen meanwhile, and so does its answer', async () => {
  let end = () => {}
  const request: Engine['request'] = async (_method, _params, hooks) => {
    hooks?.onProgress?.(0.5, words('phase_reading_sequences'))
    await new Promise<void>((resolve) => {
      end = resolve
    })
    return words('phase_reading_sequences') as never
  }
  const sent: EngineMessage[] = []
  const receive = connectClient({ request, onEvent: () => {} } as unknown as Engine, (message) =>
    sent.push(message),
  )
  receive({ id: 7, method: 'jobs.list', params: {}, locale: 'en' })
  receive({ language: 'en' })
  receive({ language: 'zh-CN' })
  end()
  await expect.poll(() => sent.length).toBe(3)
  const [english, chinese, answer] = sent.map((message) =>
    'progress' in message ? message.progress.phase : message,
  )
  expect(english).toMatch(/^[A-Za-z ]+$/)
  expect(chinese).toMatch(/^[\u4e00-\u9fff]+$/)
  expect(answer).toEqual({ id: 7, result: chinese })
})
