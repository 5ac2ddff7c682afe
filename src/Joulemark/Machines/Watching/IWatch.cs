namespace Joulemark.Machines.Watching;

/// <summary>One thing that is looked at again and again while a run goes on. Its first look says how it should be.</summary>
internal interface IWatch : IDisposable
{
    /// <summary>Looks, and reports what is not as it was.</summary>
    void Look(DisturbanceLog log);
}
