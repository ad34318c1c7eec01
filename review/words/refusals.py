"""Why something may not be done, in words: the guards' codes and the faults of services.

Each sentence says what stands in the way and, where it helps, what to do about it. A sentence
that depends on a number is `counted` by the parameter it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from review.languages import N_, Text, counted

REFUSALS: Final[Mapping[str, Text]] = {
    "card_incomplete": N_("The card is not filled in to the end."),
    "file_missing": N_("The programme's text is not uploaded yet."),
    "blocking_findings": counted(
        "%(count)s finding of the check must be mended first, or disputed and waived by a desk.",
        "%(count)s findings of the check must be mended first, or disputed and waived by a desk.",
        by="count",
    ),
    "season_closed": N_("The season does not take programmes now."),
    "season_still_open": N_("The season is still open, so the author may yet go on."),
    "no_new_revision": N_("Upload a new version of the programme first."),
    "unanswered_musts": counted(
        "%(count)s remark that must be mended has no answer.",
        "%(count)s remarks that must be mended have no answer.",
        by="count",
    ),
    "no_resubmissions_left": counted(
        "After a failed review a programme may come back %(limit)s time, and that is used up.",
        "After a failed review a programme may come back %(limit)s times, and all are used up.",
        by="limit",
    ),
    "panel_not_full": counted(
        "%(missing)s more expert is needed.", "%(missing)s more experts are needed.", by="missing"
    ),
    "third_is_awaited": N_("The free chair is the third expert's: assign the third expert."),
    "panel_is_full": N_("All seats of the panel are taken."),
    "experts_already_seated": counted(
        "%(count)s expert is already on the panel.",
        "%(count)s experts are already on the panel.",
        by="count",
    ),
    "all_sheets_in": N_("All experts have handed in their sheets."),
    "sheets_missing": counted(
        "%(missing)s score sheet is still missing.",
        "%(missing)s score sheets are still missing.",
        by="missing",
    ),
    "sheet_is_in": N_("The score sheet is handed in, so it cannot be changed any more."),
    "other_outcome": N_("The score sheets say otherwise."),
    "badge_still_valid": N_("The badge is still in force."),
    "already_reviewed": N_("Experts have already worked on this programme (round %(round)s)."),
    "returned_by_another_desk": N_("It was another desk that returned the programme."),
    "reason_missing": N_("Write the reason: the author will read it."),
    "remarks_missing": N_("Write at least one remark or a reason, so that the author knows why."),
    "own_programme": N_("You are an author of this programme, so you cannot judge it."),
    "not_in_this_state": N_("This cannot be done now: the programme is at “%(state)s”."),
    "not_your_role": N_("This is not for your role: %(role)s."),
    "not_yours": N_("This programme belongs to another organisation, municipality or panel."),
    "not_now": N_("This cannot be done now."),
}

#: Why somebody should not sit on a panel (workflows.panel).
CONFLICTS: Final[Mapping[str, Text]] = {
    "author": N_("An author of the programme."),
    "same_organisation": N_("Works in the organisation of the programme."),
    "already_seated": N_("Already on the panel of this round."),
    "same_municipality": N_("From the municipality of the programme."),
    "previous_round": N_("Judged the programme in an earlier round."),
    "other_direction": N_("Judges programmes of other directions."),
    "over_load": N_("Has %(active)s open sheets already, and the limit is %(limit)s."),
}

#: What a score sheet lacks (rubric.sheet.missing).
MISSING: Final[Mapping[str, Text]] = {
    "missing_points": N_("No points for “%(criterion)s”."),
    "missing_remark": N_("The points for “%(criterion)s” need a remark."),
}

FAULTS: Final[Mapping[str, Text]] = {
    "not_found": N_("There is no such page, or it is not for you."),
    "changed_meanwhile": N_("Somebody changed it while you were working."),
    "form": N_("Something in the form needs correcting."),
    # the road
    "submission_moved": N_(
        "While you had the page open, the programme has moved on: it is at “%(state)s” now."
    ),
    "region_not_set_up": N_(
        "The region is not set up yet: the administrator has to fill in its profile."
    ),
    "rubric_never_decides": N_(
        "The rubric has no pass mark, so it cannot decide a review. Choose another rubric."
    ),
    # cards and versions
    "card_locked": N_("The card cannot be changed now: the programme is at “%(state)s”."),
    "card_changed": N_("Somebody else, or you in another tab, has changed the card meanwhile."),
    "title_missing": N_("Write the programme's title."),
    "ages_swapped": N_("The greatest age is less than the least: swap or correct them."),
    # remarks
    "remark_empty": N_("Write the text of the remark."),
    "place_not_found": N_(
        "The selected place is not in this version of the text. Select it again, or write the "
        "remark on the whole document."
    ),
    "quote_not_found": N_(
        "These words are not in this version of the text. Select them again, or write the remark "
        "on the whole document."
    ),
    "quote_ambiguous": N_(
        "These words stand in several places. Select them again with a word or two around, so "
        "that the place is clear."
    ),
    "selection_too_long": N_(
        "Too much is selected for one remark. Choose the section, the table or the whole document."
    ),
    "newer_version": N_(
        "A newer version of the text has come meanwhile (number %(version)s). Open it and select "
        "the words there."
    ),
    "criterion_unknown": N_(
        "There is no such criterion in the rubric of this programme. Choose one of the list."
    ),
    "mistake_unknown": N_("There is no such mistake in the catalogue. Choose one of the list."),
    "remark_changed": N_("The remark has been changed meanwhile. Read it again and repeat."),
    "remark_withdrawn": N_(
        "The remark was taken back meanwhile, and stays so. If it is needed after all, write it "
        "anew."
    ),
    "remark_handed_over": N_(
        "The remark has gone to those it is for and stands as it was written. If something is to "
        "be added, write a new remark."
    ),
    "remark_acted_on": N_(
        "Colleagues have worked with this remark already, so it stands as it was written. If the "
        "author is to read something, write a new remark for the author."
    ),
    "answer_unknown": N_("Choose what you answer: mended, or you object."),
    "place_gone": N_("No such words were found: move the remark to other words, or drop them."),
    "place_not_selected": N_("Write or select the words at which the remark is to stand."),
    "reopening_needs_words": N_("Write what is still to be mended: the author will read it."),
    "objection_needs_words": N_("Write why you object: the examiner will read it."),
    # talks
    "subject_empty": N_("Write in a few words what it is about."),
    "message_empty": N_("Write a message or attach a file."),
    "message_long": N_("The message is too long: at most %(limit)s characters."),
    "message_files": N_("At most %(limit)s files go with one message."),
    "message_settled": N_(
        "The message cannot be taken back any more: more than %(minutes)s minutes have gone by."
    ),
    "message_turned": N_("A remark has been made of this message meanwhile, or it was taken back."),
    # wordings
    "wording_empty": N_("Write the wording first."),
    "wording_long": N_("The wording is too long: at most %(limit)s characters."),
    # findings of the checks
    "waiver_needs_reason": N_("Write the reason: the author and the other desks will read it."),
    "finding_decided": N_("A desk has decided about this finding meanwhile. Look at it again."),
    "finding_gone": N_(
        "The text was uploaded or sent anew meanwhile, and this finding is not in question there. "
        "Look at the list again."
    ),
    "check_busy": N_(
        "Others are having their files checked right now. Nothing was kept of yours: try again in "
        "a minute."
    ),
    "check_tries": counted(
        "Too many files at once. Wait %(minutes)s minute and try again.",
        "Too many files at once. Wait %(minutes)s minutes and try again.",
        by="minutes",
    ),
    # packets
    "packet_unreadable": N_(
        "This is not a file with answers that a packet saved. Open the packet and save the answers "
        "to a file once more."
    ),
    "packet_of_another": N_("The file belongs to another programme: %(number)s."),
    "packet_of_another_round": N_(
        "The file belongs to another round, another expert or another rubric. Download a new "
        "packet."
    ),
    "packet_answer": N_("The sheet cannot take this answer."),
    # panels and sheets
    "panel_size": counted(
        "Choose %(need)s expert.", "Choose %(need)s different experts.", by="need"
    ),
    "not_an_expert": N_("This person is not an expert any more. Choose another one."),
    "conflict_of_interest": N_("This expert may not judge this programme."),
    "sheet_incomplete": counted(
        "The sheet cannot be handed in: %(count)s thing is missing.",
        "The sheet cannot be handed in: %(count)s things are missing.",
        by="count",
    ),
    "mark_changed": N_(
        "This mark was changed in another tab or on another device. Look at it and repeat."
    ),
    "summary_changed": N_(
        "The general conclusion was changed in another tab or on another device. Look at it and "
        "repeat."
    ),
    "sheet_not_begun": N_(
        "Begin the sheet first: open the review and say that nothing hinders you."
    ),
    "points_not_a_number": N_("These points are not a number. Write for example 2 or 1,5."),
    "points_off_scale": N_("There is no such mark on the scale of this criterion."),
    "not_a_pass": N_("A badge is issued only after a passed review."),
    # accounts
    "sign_in_tries": counted(
        "Too many failed tries. Wait %(minutes)s minute and try again.",
        "Too many failed tries. Wait %(minutes)s minutes and try again.",
        by="minutes",
    ),
    "email_wrong": N_("Write an e-mail address, for example anna@example.org."),
    "email_taken": N_("There is an account with this e-mail already."),
    "name_missing": N_("Write the person's name."),
    "place_missing": N_("Choose the organisation or municipality of this role."),
    "password_wrong": N_("The old password is not right."),
    "password_short": counted(
        "The password is too short: at least %(shortest)s sign is needed.",
        "The password is too short: at least %(shortest)s signs are needed.",
        by="shortest",
    ),
    "password_long": N_("The password is too long."),
    "password_common": N_("This password is among the first that are guessed. Choose another one."),
    "password_personal": N_("The password repeats your name or e-mail. Choose another one."),
    # files and paper
    "storage_full": N_(
        "There is no room left on the disk, so the file was not kept; everything kept before is "
        "whole. Tell the administrator and send the file again later."
    ),
    "file_too_large": N_("The file is larger than allowed and was not kept."),
    "file_not_stored": N_("This file is missing in the store. The administrator can restore it."),
    "printing_unavailable": N_("PDF is switched off here: the administrator runs %(command)s."),
    "printing_failed": N_("The PDF could not be made. Tell the administrator."),
    "printing_took_too_long": counted(
        "The PDF was not ready in %(seconds)s second and was given up.",
        "The PDF was not ready in %(seconds)s seconds and was given up.",
        by="seconds",
    ),
    "cannot_annotate": N_("The file has no paragraph on which a remark could stand."),
    # the office
    "own_administration": N_(
        "You cannot take the administrator's role from yourself: ask another administrator."
    ),
    "own_account": N_("You cannot block your own account."),
    "place_nameless": N_("Write the name."),
    "place_name_taken": N_("There is one with this name already."),
    "region_nameless": N_("Write the name of the region."),
    "dates_swapped": N_("The last day is before the first: swap or correct them."),
    "season_title_taken": N_("There is a season with this title already."),
    "inn_wrong": N_("An INN has 10 or 12 digits, and the last ones check the others. Correct it."),
    "ogrn_wrong": N_(
        "An OGRN has 13 or 15 digits, and the last one checks the others. Correct it."
    ),
    "inn_taken": N_("This INN belongs to “%(name)s” already."),
    "ogrn_taken": N_("This OGRN belongs to “%(name)s” already."),
    "source_too_large": N_("The file is too large: at most %(limit)s kB."),
    "source_not_text": N_("This is not a text file in UTF-8. Save it anew as a text file."),
    "organisation_unclear": N_("Write the organisation's name or INN so that exactly one fits."),
    "municipality_unclear": N_("Write the municipality's name so that exactly one fits."),
}
