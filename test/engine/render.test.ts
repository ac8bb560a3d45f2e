import { describe, expect, it } from 'vitest'
import { words } from '../../src-main/contract/words.ts'
import { say } from '../../src-main/engine/render.ts'

describe('a sentence of the engine', () => {
  const single = words('models_users_of_one_event', { single: 1234, users: 1_234_567 })

  it('tells counts with the separators of the language', () => {
    expect(say(single, 'en')).toMatch(/1,234 .*1,234,567/)
    expect(say(single, 'zh-CN')).toMatch(/1,234,567.*1,234[^,]/)
  })

  it('leaves whole numbers that are names as they are', () => {
    const unknown = words('error_PROJECT_GRAPH_VERSION_UNKNOWN', { version: 2014 })
    expect(say(unknown, 'en')).toContain('2014')
  })
})
