import * as m from '../../messages/compiled/messages.js'
import type { ColumnType } from '../../src-main/contract/data.ts'
import type { Role } from './import-draft.svelte.ts'

export const typeWords: Readonly<Record<ColumnType, () => string>> = {
  text: () => m.ui_type_text(),
  number: () => m.ui_type_number(),
  boolean: () => m.ui_type_boolean(),
  time: () => m.ui_type_time(),
  category: () => m.ui_type_category(),
}

export const roleWords: Readonly<Record<Role, () => string>> = {
  user: () => m.ui_role_user(),
  time: () => m.ui_role_time(),
  item: () => m.ui_role_item(),
  type: () => m.ui_role_type(),
  session: () => m.ui_role_session(),
  price: () => m.ui_role_price(),
  quantity: () => m.ui_role_quantity(),
  attribute: () => m.ui_role_attribute(),
  none: () => m.ui_role_none(),
}
