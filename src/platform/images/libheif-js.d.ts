/** What is used of a package that brings no types for its front door. */
declare module 'libheif-js/wasm-bundle.js' {
  interface HeifError {
    readonly code: object;
    readonly message: string;
  }
  interface HeifChannel {
    readonly data: Uint8Array;
    readonly width: number;
    readonly height: number;
    /** Bytes of a row. */
    readonly stride: number;
  }
  export interface Heif {
    readonly heif_error_code: { readonly heif_error_Ok: object };
    readonly heif_colorspace: { readonly heif_colorspace_RGB: object };
    readonly heif_chroma: { readonly heif_chroma_interleaved_RGBA: object };
    heif_context_alloc(): object;
    heif_context_free(context: object): void;
    heif_context_read_from_memory(context: object, bytes: Uint8Array): HeifError;
    heif_js_context_get_primary_image_handle(context: object): object | HeifError | null;
    heif_image_handle_get_width(handle: object): number;
    heif_image_handle_get_height(handle: object): number;
    heif_js_decode_image2(
      handle: object,
      colourspace: object,
      chroma: object,
    ): Promise<{ readonly channels: readonly HeifChannel[]; readonly image: object } | HeifError>;
    heif_image_release(image: object): void;
    heif_image_handle_release(handle: object): void;
    /** All of its memory. */
    readonly HEAPU8: Uint8Array;
  }
  const heif: Heif;
  export default heif;
}
