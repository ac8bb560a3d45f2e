import * as m from '../../messages/compiled/messages.js'
import type { Role } from './import-draft.svelte.ts'

export const roleWords: Readonly<Record<Role, () => string>> = {
  user: () => m.ui_role_user(),
  time: () => m.ui_role_time(),
  timeOfDay: () => m.ui_role_time_of_day(),
  item: () => m.ui_role_item(),
  type: () => m.ui_role_type(),
  session: () => m.ui_role_session(),
  price: () => m.ui_role_price(),
  quantity: () => m.ui_role_quantity(),
  attribute: () => m.ui_role_attribute(),
  none: () => m.ui_role_none(),
}
