/** `town doctor`: what must be mended on this desk, a line each; the exit code is 1 where anything must. */
import { examine } from './doctor/examine.ts'
import { line, summary } from './doctor/finding.ts'
import { type CommandRow, out } from './reach-desk.ts'

export const doctorCommand: CommandRow = {
  help: 'doctor　体检：设置、磁盘、时钟、数据库、日历、证书、公众号，一项一行；有要修的，退出码不是 0',
  async run(_, config) {
    const findings = await examine(config, (finding) => void out(line(finding)))
    out(summary(findings))
    return findings.some((f) => f.level === 'mend') ? 1 : 0
  },
}
