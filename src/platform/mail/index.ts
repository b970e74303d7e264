/** Sending e-mail: the front door. */
export {
  createMailer,
  type Mail,
  type Mailer,
  type MailerOptions,
  type MailOutcome,
  type MailServer,
} from './mailer.ts';
