import { useMutation } from '@tanstack/react-query';
import { useSessionState } from '../../session/session.tsx';
import { Button, type ButtonProps } from '../../ui/button.tsx';
import { Refusal } from '../../ui/messages.tsx';

/** Signs out of this device. Without an answer one still is signed in, and is told so: others use the device. */
export function SignOutButton(look: ButtonProps) {
  const { signOut } = useSessionState();
  const out = useMutation({ mutationFn: signOut });
  return (
    <>
      <Button {...look} isBusy={out.isPending} onClick={() => out.mutate()} />
      <Refusal error={out.error} />
    </>
  );
}
