import type { DeskState, EndedBy, Notice, Wait, Why } from '../../src/protocol/generated';
import type { FailureCode } from '../../src/transport/types';

const ours = 'Er ging iets mis bij ons. Probeer het nog een keer.';
const reload = 'Er ging iets mis op deze pagina. Laad de pagina opnieuw.';
const past = 'Dat kan nu niet meer. Je ziet hieronder hoe het er nu voor staat.';
const gone = 'Dit gesprek is er niet meer.';

const errors: Record<FailureCode, string> = {
    bad_json: reload,
    bad_message: reload,
    unknown_type: reload,
    too_large: 'Dit is te lang. Maak de tekst korter.',
    hello_first: reload,
    hello_twice: reload,
    wrong_role: reload,
    not_signed_in: reload,
    sign_in_failed: reload,
    sign_in_busy: reload,
    sign_in_later: reload,
    session_over: reload,
    store_away: 'Er is een storing bij ons. Probeer het over een paar tellen nog een keer.',
    stale_process: ours,
    internal: ours,
    too_many: 'Dat ging te snel. Wacht even en probeer het nog een keer.',
    unknown_desk: 'Deze chat bestaat niet.',
    unknown_tag: 'Een onderwerp dat je koos, bestaat niet meer. Laad de pagina opnieuw.',
    unknown_language: 'In deze taal kun je hier niet chatten. Kies een andere taal.',
    desk_closed: 'Deze chat is nu dicht. Kies een andere chat, of bel.',
    desk_full: 'Het is nu te druk bij deze chat. Kies een andere chat, of probeer het later.',
    nobody_fits: 'Daar is nu niemand die je taal spreekt of dit onderwerp kent. Kies een andere chat.',
    same_desk: 'Je wacht al bij deze chat.',
    no_colleague: 'Daar is nu niemand anders aan het werk.',
    colleague_away: ours,
    unknown_counsellor: ours,
    unknown_conversation: gone,
    wrong_secret: gone,
    conversation_known: ours,
    conversation_live: ours,
    conversation_ended: 'Het gesprek is voorbij.',
    already_served: 'Er is al iemand voor je. Je hoeft niet meer te wisselen.',
    not_waiting: past,
    not_active: 'Er is nu niemand bij je. Wacht even.',
    not_member: gone,
    not_owner: past,
    not_receiver: past,
    visitor_away: 'De verbinding was even weg. Probeer het nog een keer.',
    receiver_away: 'De verbinding van de nieuwe medewerker is weg. Wacht even.',
    not_a_record: reload,
    old_epoch: 'Er kwam net iemand bij, of er ging iemand weg. Probeer het nog een keer.',
    no_key: 'We maken het gesprek nog veilig. Probeer het zo nog een keer.',
    receiver_without_key: 'De nieuwe medewerker kan nog niet meelezen. Wacht even.',
    no_shift_key: ours,
    bad_chain: ours,
    number_gap: 'Dit bericht kon niet worden verstuurd. Typ het nog een keer.',
    unknown_channel: past,
    no_wrap_up: past,
    offer_gone: past,
    offer_late: past,
    transfer_running: past,
    transfer_past: past,
    transfer_over: past,
    transfer_not_agreed: past,
    transfer_not_ready: past,
    unknown_transfer: past,
    ask_changed: 'De vraag is veranderd. Lees hem nog een keer.',
    not_extendable: 'Meer tijd is hier niet nodig.',
    bad_duty: ours,
    no_breather: ours,
    not_on_duty: ours,
    has_conversations: ours,
    connection_lost: 'De verbinding viel weg. Probeer het nog een keer.',
    stopped: 'Er is geen verbinding meer. Laad de pagina opnieuw.',
};

const waits: Record<Wait, string> = {
    none: 'geen wachttijd',
    under_2: 'minder dan 2 minuten wachten',
    '2_to_5': '2 tot 5 minuten wachten',
    '5_to_15': '5 tot 15 minuten wachten',
    '15_to_30': 'een kwartier tot een half uur wachten',
    '30_to_60': 'een half uur tot een uur wachten',
    over_60: 'langer dan een uur wachten',
};

const states: Record<DeskState, string> = {
    open: 'Open',
    busy: 'Druk',
    full: 'Vol',
    closed: 'Dicht',
};

const whys: Record<Why, string> = {
    new: '',
    counsellor_lost:
        'De medewerker is weggevallen door een storing. Dat ligt niet aan jou. Je staat ' +
        'vooraan in de rij.',
    transferred: 'Je staat vooraan in de rij. Er komt zo iemand bij je.',
    came_back: 'Fijn dat je er weer bent. Je staat vooraan in de rij.',
};

const endings: Record<EndedBy, string> = {
    visitor: 'Jij hebt het gesprek gestopt.',
    owner: 'De medewerker heeft het gesprek afgesloten.',
    lost: 'Je was te lang weg. Daarom is het gesprek gestopt.',
    no_show: 'Je hebt niets geschreven. Daarom is het gesprek gestopt. Je kunt opnieuw beginnen.',
};

const days: Record<string, string> = {
    mon: 'ma',
    tue: 'di',
    wed: 'wo',
    thu: 'do',
    fri: 'vr',
    sat: 'za',
    sun: 'zo',
};

const notices: Record<Notice, (who: string) => string> = {
    joined: (who) => `${who} is er voor je.`,
    introduced: (who) => `${who} doet nu mee met het gesprek.`,
    handed_over: (who) => `${who} helpt je vanaf nu verder.`,
    left: (who) => `${who} is weg uit het gesprek.`,
    counsellor_lost: (who) => `De verbinding met ${who} is weggevallen.`,
    came_back: () => 'Je bent terug in het gesprek.',
    restored: () => 'Er was een storing. Het gesprek gaat verder.',
    silent: () => 'Ben je er nog? Schrijf iets. Anders stopt het gesprek straks vanzelf.',
    idle: () => 'Het is al een tijd stil. Het gesprek is nog open.',
    ended: () => 'Het gesprek is afgesloten.',
};

export const visitor = {
    errors,
    waits,
    states,
    whys,
    endings,
    days,
    notices,

    leave: 'Snel weg',
    leaveHint: 'Of druk 3 keer op Shift',
    language: 'Taal',
    loading: 'Even geduld',
    loadFailed: 'De pagina kon niet worden geladen.',
    tryAgain: 'Probeer opnieuw',
    unknownDesk: 'Deze chat bestaat niet. Hieronder zie je welke er wel zijn.',
    chatGone: 'Je vorige gesprek is er niet meer, of het gaat verder in een ander tabblad.',

    callOrganisation: (name: string, number: string) => `Bel ${name}: ${number}`,
    helpTitle: 'Liever bellen?',

    entranceTitle: 'Praat met iemand',
    entranceLead: 'Je chat anoniem. Jij bepaalt wat je vertelt.',
    whatHappened: 'Waar gaat het over?',
    whatHappenedHint: 'Kies iets, dan zie je welke chat erbij past. Dit hoeft niet.',
    fits: 'Past bij wat je koos',
    desksTitle: 'Met wie wil je chatten?',
    hoursAlways: 'Dag en nacht open',
    hours: (lines: string) => `Open: ${lines}`,
    until: (from: string, to: string) => `${from} tot ${to} uur`,
    notOnHolidays: 'Op feestdagen dicht',
    holidaysAlways: 'Op feestdagen de hele dag open',
    holidayHours: (times: string) => `Op feestdagen ${times}`,
    todayIs: (holiday: string) => `Vandaag is het ${holiday}.`,
    closing: 'Deze chat gaat zo dicht. Er kan nu niemand meer bij.',
    nobodyNow: 'Er is nu niemand aan het werk',
    unknownState: 'We kijken of deze chat open is',

    back: 'Alle chats',
    tagsTitle: 'Wil je alvast iets aangeven?',
    tagsHint:
        'Dit hoeft niet. Wat je aanvinkt, kan het systeem lezen. Zo kom je bij de goede persoon.',
    noAnswer: 'Zeg ik liever niet',
    tooManyTags: (most: number) => `Kies niet meer dan ${most} onderwerpen.`,
    chatLanguage: 'In welke taal wil je chatten?',
    start: 'Start chat',
    starting: 'Even geduld, we maken verbinding',
    anonymous: 'We vragen niet wie je bent. We bewaren je IP-adres niet.',
    history: 'Deze pagina staat wel in de geschiedenis van je browser. Je kunt die zelf wissen.',
    closedNow: 'Deze chat is nu dicht.',
    fullNow: 'Het is nu te druk bij deze chat. Probeer het later nog een keer.',
    slowNow: 'Het is nu druk. Wachten duurt hier lang.',
    others: 'Deze chats zijn nu wel open:',
    othersFit: 'Deze chats passen bij wat je koos en zijn nu open:',

    waitingTitle: 'Je staat in de rij',
    waitingAt: (desk: string) => `Je wacht op: ${desk}`,
    place: (place: number) =>
        place <= 1
            ? 'Je bent de eerste in de rij'
            : `Er ${place === 2 ? 'is 1 mens' : `zijn ${place - 1} mensen`} voor je`,
    placeUnknown: 'We kijken hoe lang de rij is',
    expected: (wait: string) => `Waarschijnlijk: ${wait}`,
    urgentFirst: 'Soms gaat iemand voor die acuut hulp nodig heeft.',
    offered: 'We vragen nu een medewerker voor je.',
    keepOpen: 'Laat deze pagina open staan. Je plek in de rij blijft van jou.',
    moveTitle: 'Liever een andere chat?',
    moveHint: 'Deze zijn nu open. Je neemt je plek in de rij mee.',
    slowMove: 'Het duurt hier lang. Bij deze chats kom je sneller aan de beurt. Jij kiest.',
    stranded: {
        closed: 'Deze chat is intussen dicht. Bij deze chats is wel iemand. Jij kiest.',
        nobody: 'Er is hier nu niemand die jou kan helpen. Bij deze chats wel. Jij kiest.',
    },
    strandedAlone: {
        closed: 'Deze chat is intussen dicht. Je houdt je plek, maar het kan lang duren. Je kunt ook bellen.',
        nobody: 'Er is hier nu niemand die jou kan helpen. Je houdt je plek. Je kunt ook bellen.',
    },
    declined: 'Niemand kon nu meteen. We vragen het zo weer. Je houdt je plek.',
    move: (desk: string) => `Ga naar ${desk}`,
    stop: 'Stop met wachten',

    chatTitle: (who: string) => `Gesprek met ${who}`,
    log: 'Berichten',
    me: 'Jij',
    someone: 'Medewerker',
    person: (alias: string, organisation: string) => `${alias} van ${organisation}`,
    present: 'is er',
    away: 'heeft even geen verbinding. Je hoeft niets te doen.',
    typing: (who: string) => `${who} typt…`,
    composer: 'Jouw bericht',
    composerClosed: 'Je kunt nu niet schrijven.',
    send: 'Verstuur',
    tooLong: 'Je bericht is te lang. Maak het korter of verdeel het in stukken.',
    whySpelling: 'Spellingcontrole staat uit: sommige browsers sturen je tekst dan door.',
    signs: {
        waiting: 'Nog niet verstuurd',
        failed: 'Niet verstuurd',
        sent: 'Verstuurd',
        delivered: 'Aangekomen',
        seen: 'Gelezen',
    },
    unreadable: 'Dit bericht kan niet worden gelezen.',
    unread: {
        waiting: 'Dit bericht wordt zo leesbaar.',
        withheld: 'Dit tabblad heeft geen sleutel voor dit bericht. Je kunt het hier niet lezen.',
        altered: 'Dit bericht is onderweg veranderd. We laten het niet zien.',
    },
    missing: 'Hier ontbreekt een bericht.',
    newLines: 'Nieuwe berichten',
    end: 'Stop het gesprek',
    endSure: 'Wil je het gesprek stoppen?',
    endYes: 'Ja, stop',
    endNo: 'Nee, ga verder',

    safety: {
        preparing: 'We maken het gesprek veilig. Een ogenblik.',
        takesLong:
            'Het veilig maken duurt langer dan normaal. Je kunt al typen. We versturen het ' +
            'zodra het veilig is.',
        safe: (who: string) => `Alleen jij en ${who} kunnen dit lezen.`,
        safeWithTwo: (who: string, other: string) =>
            `Alleen jij, ${who} en ${other} kunnen dit lezen.`,
        closed: {
            refused: 'Je kunt nu niet schrijven, want het gesprek is niet veilig.',
            lost: 'Je kunt hier niet meer schrijven. Begin een nieuw gesprek.',
        },
        refusedTitle: 'Dit gesprek is nu niet veilig',
        unchecked: (who: string) => `We kunnen niet nagaan of dit echt ${who} is.`,
        otherPerson: (who: string) => `Dit lijkt niet meer dezelfde persoon: ${who}.`,
        nothingSent: 'Daarom versturen we niets van wat je nu typt.',
        clock: (now: string) =>
            `Misschien staat de klok van je apparaat verkeerd. Die staat nu op: ${now}.`,
        clockHow:
            'Klopt dat niet? Ga naar de instellingen van je apparaat, kies ‘datum en tijd’ en ' +
            'zet die op automatisch. Laad daarna deze pagina opnieuw.',
        takeBack: (button: string) =>
            `Wil je verder praten zonder die nieuwe medewerker? Kies dan ‘${button}’.`,
        refusedWays: (leave: string) =>
            `Je kunt een andere chat kiezen of bellen. Met ‘${leave}’ ga je meteen weg.`,
        elsewhere: 'Stop hier en kies een andere chat',
        lostTitle: 'Dit gesprek kan hier niet verder',
        lost:
            'Dit tabblad heeft de sleutels van je gesprek niet meer. Je kunt hier niet meer ' +
            'lezen of schrijven.',
        lostWays:
            'Dat ligt niet aan jou. Begin een nieuw gesprek. De medewerker ziet dan niet wat je ' +
            'eerder schreef.',
        startOver: 'Begin een nieuw gesprek',
        alarmTitle: 'Hier klopt iets niet',
        alarm:
            'Iets in dit gesprek is onderweg veranderd. Misschien probeert iemand ertussen te ' +
            'komen.',
        alarmWays: (leave: string) =>
            'Schrijf nu niets wat niemand anders mag weten. Je kunt bellen, of het gesprek ' +
            `stoppen en opnieuw beginnen. Met ‘${leave}’ ga je meteen weg.`,
    },
    words: {
        title: 'Vergelijk vier woorden',
        how:
            'Lees elkaar deze woorden voor. Doe dat aan de telefoon of als je elkaar ziet, niet ' +
            'in deze chat.',
        same:
            'Zien jullie dezelfde woorden? Dan zit er niemand tussen. Zijn ze anders? Stop dan ' +
            'het gesprek.',
        change: 'Er komen nieuwe woorden als er iemand bij komt of weggaat.',
        unnoticed:
            'Dit hoeft niet. Eén ding merk je alleen door te vergelijken: een server die tegen ' +
            'de medewerker vanaf het begin doet alsof hij jou is.',
        failed: 'De woorden konden niet worden geladen.',
    },
    shielded: {
        title: 'Wat is er afgeschermd?',
        messages:
            'Je berichten en het briefje kan alleen lezen wie met je in gesprek is. Wij kunnen ' +
            'dat niet.',
        topics: 'Onderwerpen die je aanvinkt, kan het systeem wel lezen. Zo kom je bij de goede persoon.',
        next: 'Neemt een andere medewerker het over? Die leest van je berichten alleen wat jij goed vindt.',
        around: 'Het systeem ziet wel wanneer je chat, hoe lang, en ongeveer hoe lang je berichten zijn.',
    },

    offline: 'Geen verbinding. We proberen het opnieuw. Wat je typt, blijft bewaard.',
    rebuilding: 'Een moment. Na een storing krijgt iedereen zijn eigen plek terug.',
    storeAway: 'Er is een storing bij ons. Blijf op deze pagina. Zodra het kan, gaan we verder.',

    ask: {
        alert: 'Er is een vraag voor jou.',
        title: (organisation: string) => `Mag ${organisation} je verder helpen?`,
        who: (person: string, alias: string, organisation: string) =>
            `${person} denkt dat ${organisation} je beter kan helpen. ${alias} gaat met je ` +
            `mee en blijft erbij tot je goed zit.`,
        reader: (organisations: string, desk: string) =>
            `Wie leest dit? Eén medewerker van ${organisations} (‘${desk}’). Verder niemand.`,
        onlyReader: (who: string) => `Wie leest dit? Alleen ${who}. Verder niemand.`,
        or: 'of',
        changed: 'De vraag is veranderd. Lees hem nog een keer.',
        amount: 'Wat mag die medewerker lezen?',
        amounts: {
            tags: 'Alleen de onderwerpen',
            note: 'De onderwerpen en het briefje',
            history: 'De onderwerpen, het briefje en ons hele gesprek',
        },
        tags: 'Onderwerpen',
        tagsHint: 'Haal weg wat niet klopt of wat je niet wilt delen.',
        addTags: 'Onderwerp erbij',
        note: 'Briefje',
        noteHint: 'Je mag dit veranderen.',
        noteWaiting: 'Het briefje wordt zo leesbaar. Wacht even.',
        noteAltered:
            'Het briefje is onderweg veranderd. We laten het niet zien. Schrijf het zelf, of ' +
            'laat het leeg.',
        closed: 'Dat kan nu niet, want het gesprek is niet veilig. Lees wat hierboven staat.',
        choose: 'Kies eerst wat de nieuwe medewerker mag lezen.',
        yes: 'Ja, dat is goed',
        no: 'Nee, liever niet',
        left: (minutes: number) =>
            minutes <= 1
                ? 'Je hebt nog ongeveer 1 minuut.'
                : `Je hebt nog ongeveer ${minutes} minuten.`,
        extend: 'Ik wil meer tijd',
        noHurry: 'Geen haast. Zeg je niets, dan blijf je gewoon bij wie je nu praat.',
    },
    transfer: {
        title: 'Verder geholpen worden',
        seeking: (organisation: string, owner: string) =>
            `We zoeken iemand van ${organisation}. Je blijft gewoon praten met ${owner}.`,
        offered: (organisation: string, owner: string) =>
            `We vragen nu iemand van ${organisation}. Je blijft gewoon praten met ${owner}.`,
        briefing: (receiver: string, owner: string) =>
            `${receiver} en ${owner} overleggen nu kort over hoe ze je kunnen helpen. ` +
            `${owner} blijft bij je.`,
        introduced: (owner: string, receiver: string) =>
            `Jullie zijn nu met z’n drieën: jij, ${owner} en ${receiver}.`,
        reads: {
            soon: (receiver: string) => `${receiver} kan zo meelezen.`,
            now: (receiver: string) => `${receiver} kan vanaf nu meelezen.`,
        },
        refused: (owner: string) => `Je hebt nee gezegd. Dat is goed. ${owner} blijft bij je.`,
        cancelled: (owner: string) => `Het gaat niet door. ${owner} blijft bij je.`,
        unanswered: (owner: string) => `Er was nu niemand vrij. ${owner} blijft bij je.`,
        noAnswer: (owner: string) =>
            `Je hebt geen antwoord gegeven. Daarom gebeurt er niets. ${owner} blijft bij je.`,
        closed: (owner: string) => `Die chat is nu dicht. ${owner} blijft bij je.`,
        returned: (owner: string) => `De nieuwe medewerker is weer weg. ${owner} blijft bij je.`,
        void: 'Het gaat niet door.',
        withdraw: 'Toch maar niet',
        withdrawHint: 'Je mag je altijd bedenken. Dan leest de nieuwe medewerker niets meer mee.',
        close: 'Verberg deze melding',
    },
    share: {
        title: (who: string) => `Mag ${who} lezen wat je eerder hebt geschreven?`,
        hint: (who: string) =>
            `${who} is nieuw in dit gesprek en ziet niet wat je eerder schreef. Jij kiest.`,
        yes: 'Ja, laat alles zien',
        no: 'Nee',
        done: (who: string) => `${who} kan nu het hele gesprek lezen.`,
    },

    endedTitle: 'Het gesprek is voorbij',
    brokenOffTitle: 'Het gesprek is afgebroken',
    brokenOff:
        'Het gesprek stopte ineens. We weten niet of de medewerker dat zelf deed, en misschien ' +
        'heb je niet alles gekregen. Dat ligt niet aan jou. Je kunt meteen opnieuw beginnen.',
    endedNext: 'Wat kun je nu doen?',
    endedAgain: 'Begin opnieuw',
    endedDelete: 'Wat je schreef, wordt na korte tijd bij ons gewist.',
    reread: 'Lees het gesprek nog eens',
    wipe:
        'Sluit deze pagina als je klaar bent. Wil je geen sporen? Wis dan de ' +
        'geschiedenis van je browser.',

    supersededTitle: 'Je bent verdergegaan in een ander tabblad',
    superseded: 'Ga naar dat tabblad. Deze pagina kun je sluiten.',
    stoppedTitle: 'De verbinding is gestopt',
    stopped: 'Laad de pagina opnieuw om verder te gaan.',
    reload: 'Laad opnieuw',
};
