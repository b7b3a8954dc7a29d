/** `town catalog check|import|export FILE`: YAML or a spreadsheet, by the file's name. */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { diffItems } from '../core/catalog/diff.ts'
import type { Catalog } from '../core/catalog/item.ts'
import { Refused } from '../refused.ts'
import { readTown } from '../town-files.ts'
import { sayChecked } from './catalog.ts'
import { readCatalogFile, sayDiff, writeCatalogFile } from './catalog-file.ts'
import { type CommandRow, operate, out } from './operate.ts'

const USAGE = '用法：catalog check|import|export 文件（.yaml 或 .xlsx）；import 加 --dry-run 只看会改什么'

export const catalogCommand: CommandRow = {
  help: 'catalog check|import|export 文件.yaml|.xlsx [--dry-run]　事项目录',
  async run(args, config) {
    const { values, positionals } = parseArgs({
      args,
      options: { 'dry-run': { type: 'boolean' } },
      allowPositionals: true,
    })
    const [verb = '', file = ''] = positionals
    if (!['check', 'import', 'export'].includes(verb) || !file) throw new Refused(USAGE)
    const c = config()
    if (verb === 'export') {
      const catalog = (await operate(c, 'catalog.export', null)) as Catalog | null
      if (!catalog) throw new Refused('还没有事项目录，先启动一次或 import。')
      writeFileSync(file, await writeCatalogFile(file, catalog))
      return out(`已写到 ${file}：版本 ${catalog.version}，${catalog.items.length} 项`)
    }
    const checked = await readCatalogFile(file, bytesOf(file), readTown(c.townDir))
    const said = sayChecked(file, checked)
    if (!checked.ok || verb === 'check') {
      ;(said.code === 0 ? process.stdout : process.stderr).write(`${said.text}\n`)
      return said.code
    }
    if (values['dry-run']) {
      const now = (await operate(c, 'catalog.export', null)) as Catalog | null
      return out(`${sayDiff(diffItems(now?.items ?? [], checked.items))}\n（只是看看，没有载入）`)
    }
    const put = (await operate(c, 'catalog.import', checked.items)) as { version: string; changed: boolean }
    return out(put.changed ? `已生效：版本 ${put.version}` : `和现在的一样，没有改动：版本 ${put.version}`)
  },
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch {
    throw new Refused(`${file} 打不开，请检查文件名。`)
  }
}
