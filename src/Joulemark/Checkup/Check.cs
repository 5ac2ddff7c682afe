namespace Joulemark.Checkup;

/// <summary>One line of the checklist.</summary>
/// <param name="Id">Its name, e.g. <c>cpu-governor</c>; docs/doctor.md has a row for each.</param>
/// <param name="Topic">What it is about.</param>
/// <param name="Title">What is looked at, in a few words.</param>
/// <param name="Look">Looks; null where it does not apply here.</param>
internal sealed record Check(string Id, CheckTopic Topic, string Title, Func<CheckupSite, CheckFinding?> Look)
{
    /// <summary>True for one that waits, starts a process or goes over a network: left out by <c>--quick</c>.</summary>
    public bool TakesTime { get; init; }

    /// <summary>True for one that is about a spec.</summary>
    public bool NeedsPlan { get; init; }
}
