namespace Joulemark.Analysis;

/// <summary>One sensor, or model, that joules are counted by.</summary>
/// <param name="Device">A board's identity, else the channel's name.</param>
/// <param name="IsModel">True where it estimates, and measures nothing.</param>
/// <param name="Gain">Bound of its error, relative to all joules that are counted.</param>
/// <param name="Watts">Its mean power in the windows.</param>
internal readonly record struct CountedSensor(string Device, bool IsModel, double Gain, double Watts);
