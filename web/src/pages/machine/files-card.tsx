import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Download, FileText, Trash2, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, GET } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { upload } from '../../api/upload.ts';
import { useFormat } from '../../format/use-format.ts';
import { useSession } from '../../session/session.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { DownloadLink } from '../../ui/download-link.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import type { Machine } from './use-machine.ts';

type MachineFile = Item<'/api/v1/machines/{id}/files'>;
const MEBIBYTE = 1_048_576;

/** Manuals, drawings and pictures of the machine. */
export function FilesCard({ machine }: { readonly machine: Machine }) {
  const { t } = useTranslation(['machine', 'common']);
  const { can } = useSession();
  const [removed, setRemoved] = useState<MachineFile>();
  const files = useInfiniteQuery({
    queryKey: ['machines', 'files', machine.id],
    queryFn: ({ pageParam }) =>
      contentOf(
        GET('/api/v1/machines/{id}/files', {
          params: { path: { id: machine.id }, query: pageParam === undefined ? {} : { cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor: cursor }) => cursor ?? undefined,
  });
  return (
    <Card title={t('files.title')}>
      <QueryView query={files}>
        {({ pages }) => (
          <>
            {pages[0]?.items.length === 0 && <p className="text-quiet">{t('files.none')}</p>}
            <ul className="flex flex-col divide-y divide-line">
              {pages
                .flatMap(({ items }) => items)
                .map((file) => (
                  <FileRow key={file.id} file={file} onRemove={can('machines:manage') ? setRemoved : undefined} />
                ))}
            </ul>
            {files.hasNextPage && (
              <Button isBusy={files.isFetchingNextPage} onClick={() => void files.fetchNextPage()}>
                {t('common:action.more')}
              </Button>
            )}
          </>
        )}
      </QueryView>
      {can('machines:manage') && <UploadButton machine={machine} />}
      {removed !== undefined && <RemoveDialog file={removed} onClose={() => setRemoved(undefined)} />}
    </Card>
  );
}

function FileRow({
  file,
  onRemove,
}: {
  readonly file: MachineFile;
  readonly onRemove: ((file: MachineFile) => void) | undefined;
}) {
  const { t } = useTranslation('machine');
  const format = useFormat();
  const address = `/api/v1/machines/${encodeURIComponent(file.machine_id)}/files/${encodeURIComponent(file.id)}`;
  return (
    <li className="flex items-center gap-2 py-2">
      <FileText className="size-5 shrink-0 text-quiet" aria-hidden />
      <div className="min-w-0 flex-1">
        <DownloadLink
          href={address}
          download={file.name}
          className="block truncate py-1 font-medium text-accent underline"
        >
          {file.name}
        </DownloadLink>
        <p className="text-sm text-quiet">
          {t('files.facts', {
            size: format.number(Math.max(file.size_bytes / MEBIBYTE, 0.01)),
            by: file.uploaded_by,
            when: format.date(file.created_at),
          })}
        </p>
        {file.description !== null && <p className="text-sm">{file.description}</p>}
      </div>
      <DownloadLink
        href={address}
        download={file.name}
        aria-label={t('files.download', { name: file.name })}
        className="inline-flex size-11 items-center justify-center rounded-lg hover:bg-sunken"
      >
        <Download className="size-5" aria-hidden />
      </DownloadLink>
      {onRemove !== undefined && (
        <IconButton
          label={t('files.remove', { name: file.name })}
          icon={<Trash2 className="size-5" aria-hidden />}
          onClick={() => onRemove(file)}
        />
      )}
    </li>
  );
}

function UploadButton({ machine }: { readonly machine: Machine }) {
  const { t } = useTranslation('machine');
  const format = useFormat();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [share, setShare] = useState(0);
  const send = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append('file', file);
      return upload(`/api/v1/machines/${encodeURIComponent(machine.id)}/files`, form, { onShare: setShare });
    },
    onMutate: () => setShare(0),
    // nobody who was refused waits for it: without a network it has no end
    onSettled: () => void queries.invalidateQueries({ queryKey: ['machines', 'files', machine.id] }),
  });
  return (
    <div className="mt-3 flex flex-col items-start gap-2">
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('files.upload')}
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file !== undefined) send.mutate(file);
          target.value = '';
        }}
      />
      <Button
        icon={<Upload className="size-5" aria-hidden />}
        isBusy={send.isPending}
        onClick={() => input.current?.click()}
      >
        {t('files.upload')}
      </Button>
      {send.isPending && (
        <div className="w-full" role="status">
          <ProgressBar label={t('files.uploading')} percent={share * 100} />
          <p className="text-sm text-quiet">{t('files.uploaded', { percent: format.percent(share * 100) })}</p>
        </div>
      )}
      <Refusal error={send.error} />
    </div>
  );
}

function RemoveDialog({ file, onClose }: { readonly file: MachineFile; readonly onClose: () => void }) {
  const { t } = useTranslation(['machine', 'common']);
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () =>
      DELETE('/api/v1/machines/{id}/files/{file_id}', {
        params: { path: { id: file.machine_id, file_id: file.id } },
      }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['machines', 'files', file.machine_id] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t('files.removeTitle')}
      description={t('files.removeWhat', { name: file.name })}
      confirmText={t('common:action.delete')}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    />
  );
}
