package dev.drover.engine.constraint.json;

/**
 * Domains of the root zone in which people have mailboxes. Validators know the list and refuse an
 * address elsewhere. Source: IANA's root zone database: all domains of countries, and of the others
 * those that are common.
 */
final class TopLevelDomains {
  private static final String OF_COUNTRIES =
      "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn "
          + "bo br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de "
          + "dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm "
          + "gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo "
          + "jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg "
          + "mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu "
          + "nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg "
          + "sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr "
          + "tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw ";

  private static final String OTHERS =
      "com org net edu gov mil int info biz name pro app dev cloud online shop site tech "
          + "xyz store blog academy agency art bank bio cafe center chat city club company "
          + "consulting coop design digital email energy events finance fund global group health "
          + "institute international law legal life live marketing media mobi museum network news "
          + "page photography school science services social software solutions space studio "
          + "support systems team tools travel university ventures video website wiki work world "
          + "zone cat aero jobs tel asia ";

  private TopLevelDomains() {}

  /** A regular expression for one of them. */
  static String pattern() {
    return "(?:" + (OF_COUNTRIES + OTHERS).strip().replace(" ", "|") + ")";
  }
}
