/** Why a backup cannot be made or read back, in one sentence for the operator. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}
