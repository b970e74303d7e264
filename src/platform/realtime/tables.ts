/** Tickets that open a live connection once. */
export interface RealtimeTables {
  realtime_tickets: RealtimeTicketsTable;
}

export interface RealtimeTicketsTable {
  /** SHA-256 of the ticket. */
  ticket_hash: string;
  actor_kind: 'user' | 'api-key';
  actor_id: string;
  actor_name: string;
  /** Of a user: the ticket is worth nothing once that session has ended. */
  session_id: string | null;
  expires_at: number;
}
