/** What requests and answers about machines' files look like. */
import { Type } from 'typebox';
import { cursorParameter, instantField, limitParameter, orNull, pageOf } from '../../platform/http/index.ts';

export const FileParams = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 200, description: "The machine's id." }),
  file_id: Type.String({ minLength: 1, maxLength: 36, description: 'The id of the file.' }),
});

export const FileAnswer = Type.Object(
  {
    id: Type.String({ description: 'Id of the file.', examples: ['0190f5b2-7e4e-7a55-a2cc-9e1c5c0f6a31'] }),
    machine_id: Type.String({ description: 'The machine that it belongs to.' }),
    name: Type.String({ description: "What the uploader's device called it.", examples: ['manual.pdf'] }),
    media_type: Type.String({
      description: 'By content; `application/octet-stream` for what is not known.',
      examples: ['application/pdf'],
    }),
    size_bytes: Type.Integer({ description: 'Size in bytes.', examples: [482_113] }),
    sha256: Type.String({ description: 'SHA-256 of the content, in hex.' }),
    description: orNull(Type.String({ description: 'What the uploader said of it.' })),
    uploaded_by: Type.String({ description: 'Who uploaded it.', examples: ['alice@northmills.example'] }),
    created_at: instantField('When it was uploaded.'),
  },
  { title: 'MachineFile' },
);
export const FilePage = pageOf(FileAnswer);
export const FileListQuery = Type.Object({ cursor: cursorParameter, limit: limitParameter });

/** Read as a stream and checked there; the schema is for readers of the reference. */
export const FileUpload = Type.Object(
  {
    file: Type.String({ format: 'binary', description: 'The file.' }),
    description: Type.Optional(
      Type.String({
        maxLength: 500,
        description: 'What it is; must come before the file.',
        examples: ['Manual, 3rd edition'],
      }),
    ),
  },
  { title: 'MachineFileUpload', additionalProperties: false },
);
export const FileContent = Type.String({ description: 'The content as it was uploaded.' });
