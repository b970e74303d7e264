/** Was der Server auf Englisch beschreibt: Einstellungen, ihre Einheiten, Aufgaben, und was er an sich prüft. */
export const server = {
  units: {
    seconds: 'Sekunden',
    minutes: 'Minuten',
    hours: 'Stunden',
    days: 'Tage',
    percent: 'Prozent',
    pixels: 'Pixel',
    MiB: 'MiB',
    megapixels: 'Megapixel',
    messages: 'Nachrichten',
    tickets: 'Aufträge',
    'hours per week': 'Stunden je Woche',
    "currency of 'factory.currency' per hour": 'Währung aus „factory.currency“ je Stunde',
  },
  settings: {
    'analytics.long_stop_seconds':
      'Stillstände, die länger dauerten, werden einzeln aufgeführt, wo eine Frage keine eigene Grenze nennt.',
    'counters.rollover_at':
      'Wo absolute Zähler von Maschinen, die es nicht selbst sagen, wieder bei 0 beginnen: 65536 bei Zählern mit 16 Bit. 0: nirgends; ein gefallener Wert ist dann ein Zähler, der zurückgesetzt wurde.',
    'cuts.future_seconds':
      'Wie weit die Uhr einer Maschine vorgehen darf: Ein Schnitt, der weiter in der Zukunft liegt, wird abgewiesen, denn er zählte erst morgen.',
    'dead_letters.days': 'Wie lange unzustellbare Nachrichten aufbewahrt werden.',
    'dead_letters.max': 'Wie viele unzustellbare Nachrichten aufbewahrt werden; die ältesten gehen zuerst.',
    'factory.currency':
      'Währung aller Beträge, etwa der Kosten einer Maschinenstunde und eines Teils, als Kürzel nach ISO 4217. Beträge werden nicht umgerechnet.',
    'factory.name': 'Name der Fabrik, wie er über jeder Seite und auf Gedrucktem steht; leer: keiner.',
    'factory.oee_target': 'OEE, an der Maschinen ohne eigenes Ziel gemessen werden.',
    'images.edge_max_pixels':
      'Längere Seite der Bilder, die aufbewahrt werden: Größere werden verkleinert. Eine Änderung wirkt auf künftige Bilder.',
    'images.megapixels_max':
      'Größtes Bild, das entpackt wird, Breite mal Höhe: Eine kleine Datei kann ein Bild enthalten, das den Speicher füllt. Ein Megapixel braucht beim Entpacken bis zu 4 MB.',
    'images.size_max_mib':
      'Größte Datei, die als Bild angenommen wird. Aufbewahrt wird weniger: siehe images.edge_max_pixels.',
    'machine_states.grace_seconds':
      'Wie lange nach einem Start Stille nichts beweist: Was Maschinen sandten, während MillDash nicht lief, ist noch unterwegs. So lange heißt keine Maschine untätig, außer Schicht oder ohne Daten, weil nichts kam; was Maschinen melden, gilt sofort.',
    'machines.file_size_max_mib':
      'Größte Datei, die zu einer Maschine hochgeladen werden kann. Dateien bleiben auf der Platte des Servers.',
    'mail.digest_after':
      'Wie viele Nachrichten jemand in einer Viertelstunde höchstens bekommt; was darüber hinaus kommt, geht zusammen in einer hinaus.',
    'mail.log_days': 'Wie lange aufbewahrt wird, was verschickt wurde oder nicht verschickt werden konnte.',
    'mail.public_url': 'Wo Menschen MillDash erreichen: womit Links in E-Mails beginnen. Leer: E-Mails ohne Links.',
    'mqtt.relay_events':
      'Ob Ereignisse über MQTT unter „milldash/v1/events/“ veröffentlicht werden: „embedded“ an den mitgelieferten Broker, „always“ auch an einen anderen, den MQTT_URL nennt; dort entscheidet dieser Broker, wer sie liest. Aus- und wieder eingeschaltet beginnt es mit dem, was dann geschieht.',
    'old_front_end.live_without_sign_in':
      'Ob die alte Oberfläche, die nie sagt, wer sie ist, laufend von Aufträgen und Maschinen erfährt: Nummern, Zustände und Kategorien, keine Texte und keine Namen. Wer den Server erreicht, kann das lesen. Aus: Sie erfährt, dass es aus ist, und liest neu, wenn eine Seite geöffnet wird.',
    'old_front_end.tickets_max':
      'Aufträge in einer Antwort der Liste ohne Seiten: zuerst alle, die nicht abgeschlossen sind, dann die neuesten. Eine Kopfzeile sagt, wenn gekürzt wurde.',
    'plans.lead_days':
      'Wie viele Tage vor der Fälligkeit eines Plans sein Auftrag eröffnet wird, wo der Plan selbst nichts sagt.',
    'plans.tolerance_percent':
      'Um welchen Teil seines Abstands ein Plan später erledigt werden darf und noch als rechtzeitig zählt. Eine Änderung wirkt auf künftige Fälligkeiten.',
    'reports.labour_hourly_cost':
      'Kosten einer Arbeitsstunde an Aufträgen. Leer: Berichte sagen nicht, was die Arbeit gekostet hat, und Summen lassen sie weg.',
    'reports.repeat_days':
      'Eine Störung, die höchstens so viele Tage nach einer anderen derselben Maschine und Ursache kommt, ist eine Wiederholung; ein Auftrag war beim ersten Mal erfolgreich, wenn seine Störung ebenso lange nicht wiederkam.',
    'reports.ticket_estimate_minutes':
      'Wie lange ein Auftrag dauert, dessen Plan es nicht sagt. Leer: Solche Aufträge stehen in keiner Summe geschätzter Stunden und werden gezählt.',
    'reports.weekly_capacity_hours':
      'Was die Instandhaltung in einer Woche zusammen arbeiten kann. Leer: Berichte sagen nicht, wie viele Wochen warten.',
    'retention.audit_days': 'Wie lange sich nachsehen lässt, wer was geändert hat. In jedem Fall mehr als ein Jahr.',
    'retention.events_days':
      'Wie lange sich Ereignisse noch einmal lesen lassen. Ein Programm, das länger wegbleibt, muss stattdessen den gegenwärtigen Stand lesen.',
    'retention.shift_report_days': 'Wie lange Schichtberichte nach dem Ende ihrer Schicht aufbewahrt werden.',
    'shift_reports.catch_up_days':
      'Berichte von Schichten, die endeten, während MillDash nicht lief, werden nachgeholt, höchstens für so viele Tage. Bei 0 entstehen keine Berichte von selbst.',
    'shift_reports.delay_minutes':
      'Wie lange nach dem Ende einer Schicht ihr Bericht gemacht wird: Was Maschinen und FourJaw spät melden, ist dann darin, und alle haben Zeit, ihre Stillstände zu benennen.',
    'signals.past_days':
      'Wie alt die Nachricht einer Maschine sein darf, wenn sie kommt: Was eine Maschine über einen langen Ausfall aufgehoben hat, wird noch angenommen, eine nie gestellte Uhr nicht.',
    'signals.wrong_clock':
      'Was mit einer Nachricht geschieht, deren Zeit zu weit in der Zukunft oder der Vergangenheit liegt: „refuse“ legt sie als unzustellbar beiseite, „clamp“ nimmt die Zeit, zu der sie ankam.',
    'sparkplug.mapping':
      'Welcher Messwert welcher Quelle von Sparkplug B was bedeutet: „source“ ist Gruppe/Knoten/Gerät oder Gruppe/Knoten, mit + für jedes; „metric“ sein Name; „kind“ ein absoluter Stückzähler („counter“), ein Schnitt, der Stücke sagt, wie sie entstehen („cut“), ein Zustand („status“) oder ein Messwert („telemetry“); „machine_id“ die Maschine, worin {group}, {node} und {device} für die Namen der Quelle stehen. „name“ ist der des Zählers oder Messwerts, „rollover_at“, wo ein Zähler von vorn beginnt, „values“, was ein Zustand bedeutet: sein Wert als Text, der Zustand, ein Grund. Die erste Zeile, die passt, zählt; was keine Zeile nennt, bleibt unbeachtet.',
    'stops.operator_hours':
      'Wie lange nach dem Ende eines Stillstands Bediener noch sagen können, warum die Maschine stand. Techniker, Schichtleiter und Administratoren können es immer.',
    'telemetry.days': 'Wie lange der Verlauf der Messwerte aufbewahrt wird, die Maschinen melden.',
    'telemetry.names_max':
      'Wie viele verschiedene Namen von Messwerten eine Maschine melden darf; weitere werden nicht aufbewahrt.',
    'telemetry.slot_seconds':
      'Wie fein der Verlauf der Messwerte ist, die Maschinen melden: Von jedem Namen und Abschnitt von so vielen Sekunden bleiben der letzte, der kleinste und der größte Wert, so oft die Maschine auch meldet.',
    'tickets.categories': 'Worum es in einem Auftrag gehen kann. Aufträge behalten die Kategorie, die sie bekamen.',
    'tickets.default_category':
      'Kategorie eines Auftrags, der keine nennt; die erste der Liste, wo die Liste sie nicht enthält.',
    'tickets.due_hours':
      'Wann ein Auftrag fällig ist, von seiner Meldung oder Wiedereröffnung an, je nach Priorität. Eine Änderung wirkt auf künftige Aufträge.',
    'webhooks.allow_http':
      'Ob Webhooks Adressen mit http: haben dürfen: Was sie senden, lässt sich dann unterwegs lesen. Ob es verändert wurde, zeigt die Signatur weiterhin.',
    'webhooks.deactivate_after_days':
      'Ein Webhook, der so lange ohne einen einzigen Erfolg gescheitert ist, wird abgeschaltet.',
    'webhooks.log_days':
      'Wie lange die Liste der Zustellungen aufbewahrt wird, und höchstens 20 000 Einträge jedes Webhooks.',
    'webhooks.private_networks':
      'Netze in der Fabrik, die Webhooks aufrufen dürfen. Ohne sie werden nur öffentliche Adressen aufgerufen, damit niemand durch MillDash erreicht, was nur MillDash erreicht.',
    'webhooks.timeout_seconds':
      'Wie lange sich ein Empfänger mit seiner Antwort Zeit lassen darf; was länger dauert, wird noch einmal versucht.',
  },
  jobs: {
    'fourjaw-poll': 'Holt die Zustände jeder Maschine aus FourJaw, und einmal in der Stunde deren Liste der Anlagen.',
    'make-shift-reports': 'Macht die Berichte der Schichten, die zu Ende sind, einige Minuten nach deren Ende.',
    'open-plan-tickets': 'Eröffnet die Aufträge der Wartungspläne, die fällig geworden sind.',
    'prune-dead-letters':
      'Entfernt unzustellbare Nachrichten, die älter oder mehr sind, als die Einstellungen „dead_letters.…“ sagen.',
    'prune-idempotency-keys': 'Entfernt gemerkte Antworten auf Anfragen, die sich nicht mehr wiederholen lassen.',
    'prune-mails':
      'Entfernt E-Mails, die vor längerer Zeit verschickt oder aufgegeben wurden, als sie aufbewahrt werden.',
    'prune-realtime-tickets':
      'Entfernt Eintrittskarten für laufende Verbindungen, die niemand rechtzeitig benutzt hat.',
    'prune-shift-reports':
      'Entfernt Schichtberichte, die älter sind, als die Einstellung „retention.shift_report_days“ sagt.',
    'prune-sign-ins': 'Entfernt Sitzungen, Einmal-Links und abgewiesene Anmeldungen, die seit langem zu Ende sind.',
    'prune-telemetry': 'Entfernt Messwerte von Maschinen, die älter sind, als „telemetry.days“ sagt.',
    'prune-webhook-deliveries':
      'Entfernt abgeschlossene Zustellungen von Webhooks, die älter oder mehr sind, als aufbewahrt werden.',
    'rebuild-sums': 'Rechnet die Summen der Maschinen neu, deren Schichtkalender geändert wurde.',
    retention:
      'Entfernt Ereignisse und Einträge im Protokoll der Änderungen, die älter sind, als die Einstellungen „retention.…“ sagen.',
    'sweep-files':
      'Entfernt Dateien, die zu keiner Maschine gehören: Ihr Hochladen brach ab, oder ihr Eintrag wurde entfernt.',
    'sweep-images': 'Entfernt Dateien, die zu keinem Bild gehören, und merkt sich Bilder, deren Datei fehlt.',
    'watch-stops':
      'Handelt nach den Stillstandsregeln, während Maschinen stehen: eröffnet Aufträge und meldet lange Stillstände.',
  },
  checks: {
    database: 'Datenbank',
    'time zone': 'Zeitzone',
    'live events': 'Laufende Ereignisse',
    messaging: 'Nachrichten der Maschinen',
    mail: 'E-Mail',
    process: 'Prozess',
  },
} as const;
